#include "report/headline_text.h"

#include <algorithm>

#include "report/amounts.h"
#include "report/reasons_text.h"
#include "report/rows.h"
#include "report/state_text.h"
#include "report/table.h"
#include "report/theory_text.h"

namespace probellm::report {
namespace {

using core::Measurement;

const Measurement* row_with(const core::Measurements& measurements, std::string_view id) {
  const auto row = std::find_if(measurements.rows.begin(), measurements.rows.end(),
                                [&](const Measurement& candidate) { return candidate.id == id; });
  return row == measurements.rows.end() ? nullptr : &*row;
}

Cell grade_cell(const Measurement& row) {
  return {std::string(1, row.quality.grade), tone_of(row.quality.grade)};
}

std::vector<Cell> cells_of(const Measurement& row) {
  if (row.status != core::Status::Ok) return {{label_of(row)}, {"-"}, {""}};
  return {{label_of(row)}, {measured(row.unit, row.median), Tone::Strong}, grade_cell(row)};
}

/// Two measurements a line, read from top to bottom.
std::string in_two_columns(const RowPointers& rows, Colour colour) {
  const std::size_t height = (rows.size() + 1) / 2;
  std::vector<std::vector<Cell>> lines;
  for (std::size_t i = 0; i < height; ++i) {
    lines.push_back(cells_of(*rows[i]));
    if (i + height >= rows.size()) continue;
    const auto right = cells_of(*rows[i + height]);
    lines.back().insert(lines.back().end(), right.begin(), right.end());
  }
  const auto left = Align::Left;
  const auto right = Align::Right;
  return table({left, right, left, left, right, left}, lines, colour);
}

}  // namespace

std::string headline_text(const core::Measurements& measurements, const core::Machine& machine,
                          Colour colour) {
  RowPointers rows;
  for (const Label& label : kLabels)
    if (const Measurement* row = row_with(measurements, label.id); row != nullptr) rows.push_back(row);
  if (rows.empty()) return "";
  return "\n" + paint(colour, Tone::Strong, "Measured") +
         "  median, grade A to F; all of it: probe-llm bench\n" + in_two_columns(rows, colour) +
         theory_text(measurements, machine, colour) + state_text(measurements, colour) +
         missing_text(rows, colour) + grade_reasons_text(rows, colour);
}

}  // namespace probellm::report
