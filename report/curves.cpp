#include "report/curves.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/rows.h"

namespace probellm::report {
namespace {

using core::Measurement;

constexpr std::string_view kThreads = "threads";
constexpr std::string_view kType = "type";

bool is_family(const Curve& curve) { return curve.id.ends_with('.'); }

bool has_place(const Curve& curve, const Measurement& row) {
  return curve.across == kThreads || curve.across == kType || row.at.contains(std::string(curve.across));
}

bool lies_on(const Curve& curve, const Measurement& row) {
  const bool is_member = is_family(curve) ? row.id.starts_with(curve.id) : row.id == curve.id;
  return is_member && has_place(curve, row);
}

std::string type_of(const Curve& curve, const Measurement& row) {
  return is_family(curve) ? row.id.substr(curve.id.size()) : "";
}

// A place along the curve: its number, or for types the order in which they come, and its words.
struct Column {
  double place = 0;
  std::string text;
  bool operator==(const Column& other) const { return text == other.text; }
};

Column column_of(const Curve& curve, const Measurement& row) {
  if (curve.across == kType) return {0, type_of(curve, row)};
  const double place =
      curve.across == kThreads ? row.threads : row.at.find(std::string(curve.across))->second;
  return {place, coordinate(curve.across, place)};
}

bool differ_in_threads(const std::vector<const Measurement*>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Measurement* row) { return row->threads != rows.front()->threads; });
}

/// Everything that places a row beside its column.
std::string line_name(const Curve& curve, const Measurement& row,
                      const std::vector<const Measurement*>& all) {
  std::vector<std::string> parts;
  if (is_family(curve) && curve.across != kType) parts.push_back(type_of(curve, row));
  for (const auto& [key, value] : row.at)
    if (key != curve.across) parts.push_back(coordinate(key, value));
  if (curve.across != kThreads && differ_in_threads(all))
    parts.push_back(fmt::format("{} thread{}", row.threads, row.threads == 1 ? "" : "s"));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<Column> columns_of(const Curve& curve, const std::vector<const Measurement*>& rows) {
  std::vector<Column> columns;
  for (const Measurement* row : rows) {
    const Column column = column_of(curve, *row);
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  }
  std::stable_sort(columns.begin(), columns.end(),
                   [](const Column& a, const Column& b) { return a.place < b.place; });
  return columns;
}

/// Puts a row into the first line of its name that has room for it.
void place(Grid& grid, const std::string& name, std::size_t column, const Measurement& row) {
  auto line = std::find_if(grid.lines.begin(), grid.lines.end(), [&](const Line& known) {
    return known.name == name && known.rows[column] == nullptr;
  });
  if (line == grid.lines.end()) {
    grid.lines.push_back({name, std::vector<const Measurement*>(grid.columns.size(), nullptr)});
    line = grid.lines.end() - 1;
  }
  line->rows[column] = &row;
}

}  // namespace

const Curve* curve_of(const Measurement& row) {
  const auto curve = std::find_if(kCurves.begin(), kCurves.end(),
                                  [&](const Curve& candidate) { return lies_on(candidate, row); });
  return curve == kCurves.end() ? nullptr : &*curve;
}

std::string suffix_of(const Curve& curve, const Measurement& row) {
  const std::string type = type_of(curve, row);
  return type.empty() ? "" : " " + type;
}

Grid grid_of(const Curve& curve, const core::Measurements& measurements) {
  std::vector<const Measurement*> rows;
  for (const Measurement& row : measurements.rows)
    if (row.status == core::Status::Ok && curve_of(row) == &curve) rows.push_back(&row);
  const std::vector<Column> columns = columns_of(curve, rows);
  Grid grid;
  for (const Column& column : columns) grid.columns.push_back(column.text);
  for (const Measurement* row : rows) {
    const auto at = std::find(columns.begin(), columns.end(), column_of(curve, *row));
    place(grid, line_name(curve, *row, rows), static_cast<std::size_t>(at - columns.begin()), *row);
  }
  return grid;
}

}  // namespace probellm::report
