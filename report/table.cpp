#include "report/table.h"

#include <algorithm>

namespace probellm::report {
namespace {

std::string line_of(const std::vector<Align>& columns, const std::vector<std::size_t>& widths,
                    const std::vector<Cell>& row, Colour colour) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string gap(widths[i] - width_of(row[i].text), ' ');
    const std::string text = paint(colour, row[i].tone, row[i].text);
    line += "  " + (columns[i] == Align::Right ? gap + text : text + gap);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

// Code points, which is what the characters used here take on a screen.
std::size_t width_of(std::string_view text) {
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string table(const std::vector<Align>& columns, const std::vector<std::vector<Cell>>& rows,
                  Colour colour) {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i].text));
  std::string text;
  for (const auto& row : rows) text += line_of(columns, widths, row, colour);
  return text;
}

}  // namespace probellm::report
