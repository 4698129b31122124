#include "report/measurements_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "core/names.h"
#include "report/amounts.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Measurement;
using core::Status;

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kLabels{{
    {core::kMemoryRead, "memory read"},
    {core::kMemoryReadOneThread, "memory read, one thread"},
    {core::kMemoryWrite, "memory write"},
    {core::kMemoryCopy, "memory copy"},
    {core::kMemoryTriad, "memory triad"},
    {core::kBarrier, "thread barrier"},
    {core::kFmaF32, "f32 multiply-add"},
    {core::kDiskRead, "disk read"},
    {core::kVramRead, "VRAM read"},
}};

std::string label_of(const Measurement& row) {
  for (const auto& [id, label] : kLabels)
    if (id == row.id) return std::string(label);
  return row.id;
}

Tone tone_of(char grade) {
  if (grade == 'A' || grade == 'B') return Tone::Good;
  return grade == 'F' ? Tone::Bad : Tone::Warn;
}

std::vector<Cell> row_of(const Measurement& row) {
  if (row.status != Status::Ok)
    return {{label_of(row)}, {"-"}, {std::string(core::name_of(row.status)), Tone::Warn}, {""}, {row.reason}};
  std::string notes =
      fmt::format("{} thread{}, n={}", row.threads, row.threads == 1 ? "" : "s", row.samples.size());
  if (!row.variant.empty()) notes += ", " + row.variant;
  return {{label_of(row)},
          {measured(row.unit, row.median), Tone::Strong},
          {fmt::format("± {:.1f} %", row.spread * 100)},
          {std::string(1, row.quality.grade), tone_of(row.quality.grade)},
          {notes, Tone::Faint}};
}

/// A reason for a low grade and the labels of the rows that it is about.
struct Reason {
  std::string text;
  std::vector<std::string> rows;
};

void add_reason(std::vector<Reason>& reasons, const std::string& text, std::string label) {
  const auto known =
      std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) { return reason.text == text; });
  if (known == reasons.end())
    reasons.push_back({text, {std::move(label)}});
  else
    known->rows.push_back(std::move(label));
}

/// Each reason for a grade below B, once.
std::string reasons_text(const core::Measurements& measurements, Colour colour) {
  std::vector<Reason> reasons;
  for (const Measurement& row : measurements.rows)
    if (row.status == Status::Ok && row.quality.grade > 'B')
      for (const std::string& text : row.quality.reasons) add_reason(reasons, text, label_of(row));
  std::string text;
  for (const Reason& reason : reasons) {
    const std::string rows = reason.rows.size() > 2 ? fmt::format("{} rows", reason.rows.size())
                                                    : fmt::format("{}", fmt::join(reason.rows, " and "));
    text += paint(colour, Tone::Faint, fmt::format("  {}: {}", rows, reason.text)) + "\n";
  }
  return text;
}

}  // namespace

std::string measurements_text(const core::Measurements& measurements, Colour colour) {
  std::vector<std::vector<Cell>> rows;
  for (const Measurement& row : measurements.rows) rows.push_back(row_of(row));
  return "\n" + paint(colour, Tone::Strong, "Measured") +
         "  median ± relative half-width of its 95 % interval, grade\n" +
         table({Align::Left, Align::Right, Align::Right, Align::Left, Align::Left}, rows, colour) +
         reasons_text(measurements, colour);
}

}  // namespace probellm::report
