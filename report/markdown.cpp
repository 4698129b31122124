#include "report/markdown.h"

#include <algorithm>
#include <utility>

#include "core/plain_text.h"

namespace probellm::report {

std::string md_cell(std::string_view text) {
  std::string safe;
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  for (const char letter : core::without_controls(std::move(line))) {
    if (letter == '|' || letter == '<') safe += '\\';
    safe += letter;
  }
  return safe;
}

std::string md_table(const std::vector<std::vector<std::string>>& rows) {
  if (rows.size() < 2) return "";
  std::string text;
  for (const auto& row : rows) {
    for (const std::string& cell : row) text += "| " + md_cell(cell) + " ";
    text += "|\n";
    if (&row != &rows.front()) continue;
    for (std::size_t i = 0; i < row.size(); ++i) text += "|---";
    text += "|\n";
  }
  return text;
}

}  // namespace probellm::report
