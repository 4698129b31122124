#include "report/curves_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "report/amounts.h"
#include "report/curves.h"
#include "report/rows.h"
#include "report/sparkline.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Measurement;
using Cells = std::vector<Cell>;

constexpr std::size_t kScreen = 80;
constexpr std::size_t kTitle = 24;
constexpr std::size_t kGap = 2;
/// More threads than those that reach so much of the best bring little: a choice.
constexpr double kSaturated = 0.97;

std::string padded(std::string text) {
  text.resize(text.size() + kTitle - std::min(kTitle, width_of(text)), ' ');
  return text;
}

std::string saturation_text(const Curve& curve, const Line& line, Colour colour) {
  std::vector<const Measurement*> points;
  std::copy_if(line.rows.begin(), line.rows.end(), std::back_inserter(points),
               [](const Measurement* row) { return row != nullptr; });
  std::vector<double> values;
  for (const Measurement* point : points) values.push_back(point->median);
  const double best = *std::max_element(values.begin(), values.end());
  const auto enough = std::find_if(points.begin(), points.end(), [&](const Measurement* point) {
    return point->median >= kSaturated * best;
  });
  const std::string name = line.name.empty() ? "" : line.name + ": ";
  return "  " + padded(std::string(curve.title)) + "  " + paint(colour, Tone::Strong, sparkline(values)) +
         fmt::format("  {}{:.0f} % of {} with {} of {} threads\n", name, kSaturated * 100,
                     measured(points.front()->unit, best), (*enough)->threads, points.back()->threads);
}

std::size_t width_with(const std::vector<std::string>& columns, const std::vector<std::size_t>& kept) {
  constexpr std::size_t kNumber = 4;
  std::size_t width = kGap + kTitle;
  for (std::size_t column : kept) width += kGap + std::max(kNumber, width_of(columns[column]));
  return width;
}

/// `count` of the columns, the first and the last among them, evenly spread.
std::vector<std::size_t> spread_over(std::size_t columns, std::size_t count) {
  std::vector<std::size_t> kept(count);
  for (std::size_t i = 0; i < count; ++i) kept[i] = i * (columns - 1) / std::max<std::size_t>(1, count - 1);
  return kept;
}

/// As many columns as a screen has room for.
std::vector<std::size_t> columns_to_show(const Curve& curve, const Grid& grid) {
  std::size_t count = grid.columns.size();
  while (!curve.needs_all && count > 2 &&
         width_with(grid.columns, spread_over(grid.columns.size(), count)) > kScreen)
    --count;
  return spread_over(grid.columns.size(), count);
}

double largest_of(const Grid& grid) {
  double largest = 0;
  for (const Line& line : grid.lines)
    for (const Measurement* row : line.rows) largest = std::max(largest, row == nullptr ? 0 : row->median);
  return largest;
}

core::Unit unit_of(const Grid& grid) {
  for (const Measurement* row : grid.lines.front().rows)
    if (row != nullptr) return row->unit;
  return core::Unit::ByteRate;
}

Cells value_cells(const Line& line, const std::vector<std::size_t>& kept, const Scale& scale) {
  const std::string name =
      line.name.empty() ? std::string(scale.name) : fmt::format("{}, {}", line.name, scale.name);
  Cells cells{{padded("  " + name), Tone::Faint}};
  for (std::size_t column : kept) {
    const Measurement* row = line.rows[column];
    if (row == nullptr)
      cells.push_back({"-", Tone::Faint});
    else
      cells.push_back(
          {digits(row->median / scale.value), row->quality.grade > 'B' ? Tone::Warn : Tone::Strong});
  }
  return cells;
}

Cells share_cells(const Line& line, const std::vector<std::size_t>& kept, const Measurement& whole) {
  Cells cells{{padded("  of " + label_of(whole)), Tone::Faint}};
  for (std::size_t column : kept) {
    const Measurement* row = line.rows[column];
    cells.push_back(
        {row == nullptr ? "-" : fmt::format("{:.0f} %", 100 * row->median / whole.median), Tone::Faint});
  }
  return cells;
}

bool is_part_of(const Line& line, const Measurement* whole) {
  const auto fits = [&](const Measurement* row) {
    return row == nullptr || (row->threads == whole->threads && row->unit == whole->unit);
  };
  return whole != nullptr && std::all_of(line.rows.begin(), line.rows.end(), fits);
}

std::string values_text(const Curve& curve, const Grid& grid, const Measurement* whole, Colour colour) {
  const std::vector<std::size_t> kept = columns_to_show(curve, grid);
  const std::size_t all = grid.columns.size();
  const std::string title = kept.size() == all ? std::string(curve.title)
                                               : fmt::format("{} ({} of {})", curve.title, kept.size(), all);
  std::vector<Cells> rows{{{padded(title)}}};
  for (std::size_t column : kept) rows.front().push_back({grid.columns[column], Tone::Faint});
  const Scale scale = scale_of(unit_of(grid), largest_of(grid));
  for (const Line& line : grid.lines) {
    rows.push_back(value_cells(line, kept, scale));
    if (is_part_of(line, whole)) rows.push_back(share_cells(line, kept, *whole));
  }
  std::vector<Align> align(kept.size() + 1, Align::Right);
  align.front() = Align::Left;
  return table(align, rows, colour);
}

std::string curve_text(const Curve& curve, const core::Measurements& measurements, Colour colour) {
  const Grid grid = grid_of(curve, measurements);
  if (grid.lines.empty()) return "";
  if (curve.drawing == Drawing::Values)
    return values_text(curve, grid, core::find_ok(measurements, curve.whole), colour);
  std::string text;
  for (const Line& line : grid.lines) text += saturation_text(curve, line, colour);
  return text;
}

}  // namespace

std::string curves_text(const core::Measurements& measurements, Colour colour) {
  std::string text;
  for (const Curve& curve : kCurves) text += curve_text(curve, measurements, colour);
  return text;
}

}  // namespace probellm::report
