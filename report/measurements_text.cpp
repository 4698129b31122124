#include "report/measurements_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/names.h"
#include "report/amounts.h"
#include "report/curves.h"
#include "report/curves_text.h"
#include "report/reasons_text.h"
#include "report/rows.h"
#include "report/state_text.h"
#include "report/table.h"
#include "report/theory_text.h"
#include "report/variants.h"

namespace probellm::report {
namespace {

using core::Measurement;
using core::Status;

/// Ways to read that are judged against plain reading.
constexpr std::array kOtherReads{core::kMemoryReadSmallPages, core::kMemoryReadFileMapping,
                                 core::kMemoryReadInterleaved};

std::size_t rank_of(const Measurement& row) {
  const auto label =
      std::find_if(kLabels.begin(), kLabels.end(), [&](const Label& known) { return known.id == row.id; });
  return static_cast<std::size_t>(label - kLabels.begin());
}

/// The rows that lie on no curve, known ones first.
RowPointers single_rows(const core::Measurements& measurements) {
  RowPointers rows;
  for (const Measurement& row : measurements.rows)
    if (curve_of(row) == nullptr) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Measurement* a, const Measurement* b) { return rank_of(*a) < rank_of(*b); });
  return rows;
}

/// True where its label alone doesn't say what a row is about.
bool needs_place(const RowPointers& rows, const Measurement& row) {
  const auto same = [&](const Measurement* other) { return other->id == row.id; };
  return rank_of(row) == kLabels.size() || std::count_if(rows.begin(), rows.end(), same) > 1;
}

/// What is particular about a row: its place where there are several, its threads where they aren't all of
/// them, how it compares, and its variant.
std::string notes_on(const Measurement& row, const RowPointers& all, const core::Measurements& measurements,
                     const Shared& shared) {
  std::vector<std::string> notes;
  const auto add = [&](std::string note) {
    if (!note.empty()) notes.push_back(std::move(note));
  };
  if (needs_place(all, row) && row.device != "memory" && row.device != "cpu") add(row.device);
  if (needs_place(all, row)) add(coordinates(row));
  if (row.threads > 0 && row.threads != shared.threads)
    add(fmt::format("{} thread{}", row.threads, row.threads == 1 ? "" : "s"));
  const Measurement* read = core::find_ok(measurements, core::kMemoryRead);
  const bool is_compared = std::find(kOtherReads.begin(), kOtherReads.end(), row.id) != kOtherReads.end();
  if (is_compared && read != nullptr)
    add(fmt::format("{:.0f} % of memory read", 100 * row.median / read->median));
  add(short_variant(row, shared));
  return fmt::format("{}", fmt::join(notes, ", "));
}

/// True where the bus is known to carry other than the payload.
bool differs(const Measurement& row) {
  return bus_rate(row) && *row.bus_bytes_per_sample != row.bytes_per_sample;
}

std::vector<Cell> cells_of(const Measurement& row, const std::string& notes) {
  if (row.status != Status::Ok)
    return {{label_of(row)}, {"-"}, {""}, {""}, {""}, {std::string(core::name_of(row.status)), Tone::Warn}};
  return {{label_of(row)},
          {measured(row.unit, row.median), Tone::Strong},
          {fmt::format("± {:.1f} %", row.spread * 100)},
          {std::string(1, row.quality.grade), tone_of(row.quality.grade)},
          {differs(row) ? gb_per_second(*bus_rate(row)) : "", Tone::Faint},
          {notes, Tone::Faint}};
}

std::string singles_text(const core::Measurements& measurements, const RowPointers& rows, Colour colour) {
  if (rows.empty()) return "";
  const Shared shared = shared_by(rows);
  const bool has_bus =
      std::any_of(rows.begin(), rows.end(), [](const Measurement* row) { return differs(*row); });
  std::vector<std::vector<Cell>> lines{{{""},
                                        {"payload", Tone::Faint},
                                        {"± 95 %", Tone::Faint},
                                        {"grade", Tone::Faint},
                                        {has_bus ? "on the bus" : "", Tone::Faint},
                                        {""}}};
  for (const Measurement* row : rows)
    lines.push_back(cells_of(*row, notes_on(*row, rows, measurements, shared)));
  const auto left = Align::Left;
  const auto right = Align::Right;
  return table({left, right, right, left, right, left}, lines, colour);
}

RowPointers pointers_to(const core::Measurements& measurements) {
  RowPointers rows;
  for (const Measurement& row : measurements.rows) rows.push_back(&row);
  return rows;
}

}  // namespace

std::string measurements_text(const core::Measurements& measurements, const core::Machine& machine,
                              Colour colour) {
  const RowPointers all = pointers_to(measurements);
  const RowPointers singles = single_rows(measurements);
  const std::string curves = curves_text(measurements, colour);
  const std::string title = fmt::format("Measured in {:.1f} s", measurements.context.duration_seconds);
  return "\n" + paint(colour, Tone::Strong, title) + "  " + sentence_of(shared_by(singles)) + "\n" +
         singles_text(measurements, singles, colour) + theory_text(measurements, machine, colour) +
         (curves.empty() ? "" : "\n" + curves) + "\n" + state_text(measurements, colour) +
         losers_text(singles, colour) + discarded_text(all, colour) + missing_text(all, colour) +
         grade_reasons_text(all, colour);
}

}  // namespace probellm::report
