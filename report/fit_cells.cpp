#include "report/fit_cells.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/names.h"
#include "report/amounts.h"

namespace probellm::report {

std::string in_words(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

Tone tone_of(core::Verdict verdict) {
  switch (verdict) {
    case core::Verdict::Fits:
      return Tone::Good;
    case core::Verdict::Tight:
      return Tone::Warn;
    case core::Verdict::Streams:
      return Tone::Warn;
    case core::Verdict::DoesNotFit:
      return Tone::Bad;
  }
  return Tone::Plain;
}

Cell verdict_cell(core::Verdict verdict) { return {in_words(core::name_of(verdict)), tone_of(verdict)}; }

std::vector<Cell> with_speed(std::vector<Cell> row, const std::optional<core::Interval>& speed) {
  row.push_back({speed ? digits(speed->low) : "-", Tone::Faint});
  row.push_back({speed ? digits(speed->likely) : "-", Tone::Strong});
  row.push_back({speed ? digits(speed->high) : "-", Tone::Faint});
  return row;
}

std::string speed_or(const std::optional<core::Interval>& speed, std::string_view unknown) {
  if (!speed) return std::string(unknown);
  return fmt::format("{} ({} to {})", digits(speed->likely), digits(speed->low), digits(speed->high));
}

}  // namespace probellm::report
