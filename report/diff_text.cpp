#include "report/diff_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/names.h"
#include "report/amounts.h"
#include "report/fit_cells.h"
#include "report/rows.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Comparison;
using core::Trend;
using Rows = std::vector<std::vector<Cell>>;

std::string or_dash(const std::string& value) { return value.empty() ? "-" : value; }

/// "P1-DIMMA1, P1-DIMMB1 and 22 others".
std::string places_of(const core::FactChange& change) {
  constexpr std::size_t kMost = 3;
  const auto shown = std::min(change.places.size(), kMost);
  std::string text = fmt::format(
      "{}",
      fmt::join(change.places.begin(), change.places.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (change.places.size() > shown) text += fmt::format(" and {} others", change.places.size() - shown);
  return text;
}

std::string facts_text(const Comparison& comparison, Colour colour) {
  const std::string title = "\n" + paint(colour, Tone::Strong, "Machine") + "\n";
  if (comparison.facts.empty()) return title + "  nothing changed\n";
  Rows rows;
  for (const core::FactChange& change : comparison.facts)
    rows.push_back({{change.what},
                    {or_dash(change.before), Tone::Faint},
                    {"->", Tone::Faint},
                    {or_dash(change.after), Tone::Strong},
                    {places_of(change), Tone::Faint}});
  return title + table({Align::Left, Align::Right, Align::Left, Align::Left, Align::Left}, rows, colour);
}

Cell trend_cell(const core::RowChange& row) {
  switch (row.trend) {
    case Trend::Better:
      return {"better", Tone::Good};
    case Trend::Worse:
      return {"worse", Tone::Bad};
    case Trend::WithinNoise:
      return {"within noise", Tone::Faint};
    case Trend::Untrusted:
      return {"can't tell: grade F", Tone::Warn};
  }
  return {""};
}

std::string name_of_row(const core::RowChange& row) {
  core::Measurement named;
  named.id = row.id;
  named.at = row.at;
  const std::string at = coordinates(named);
  return label_of(named) + (at.empty() ? "" : ", " + at);
}

std::string rows_text(const Comparison& comparison, Colour colour) {
  if (comparison.rows.empty()) return "\n  nothing was measured in both\n";
  Rows rows{{{""},
             {"before", Tone::Faint},
             {"after", Tone::Faint},
             {"", Tone::Faint},
             {"noise", Tone::Faint},
             {""}}};
  for (const core::RowChange& row : comparison.rows)
    rows.push_back({{name_of_row(row)},
                    {measured(row.unit, row.before)},
                    {measured(row.unit, row.after)},
                    {fmt::format("{:+.1f} %", (row.after / row.before - 1) * 100), Tone::Strong},
                    {fmt::format("± {:.1f} %", row.noise * 100), Tone::Faint},
                    trend_cell(row)});
  std::string text =
      "\n" + paint(colour, Tone::Strong, "Measured") + "\n" +
      table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left}, rows, colour);
  if (comparison.only_before + comparison.only_after > 0)
    text += fmt::format("  rows that only one has: {} before, {} after\n", comparison.only_before,
                        comparison.only_after);
  return text;
}

std::string fits_text(const Comparison& comparison, Colour colour) {
  if (comparison.fits.empty()) return "";
  Rows rows;
  for (const core::FitChange& fit : comparison.fits) {
    const bool has_both = fit.speed_before && fit.speed_after;
    rows.push_back(
        {{fit.quant_name},
         verdict_cell(fit.before),
         {speed_or(fit.speed_before, "-")},
         {"->", Tone::Faint},
         verdict_cell(fit.after),
         {speed_or(fit.speed_after, "-")},
         {has_both ? fmt::format("x {:.2f}", fit.speed_after->likely / fit.speed_before->likely) : "",
          Tone::Strong}});
  }
  return "\n" + paint(colour, Tone::Strong, "Predicted") + "  decode tokens/s, both by this version\n" +
         table({Align::Left, Align::Left, Align::Left, Align::Left, Align::Left, Align::Left, Align::Right},
               rows, colour);
}

std::string sentence(const Comparison& comparison) {
  const auto count = [&](Trend trend) {
    return std::count_if(comparison.rows.begin(), comparison.rows.end(),
                         [&](const core::RowChange& row) { return row.trend == trend; });
  };
  return fmt::format(
      "{} of the machine changed; of {} rows that both measured {} are better and {} worse beyond noise{}.",
      comparison.facts.empty() ? "Nothing" : fmt::format("{} facts", comparison.facts.size()),
      comparison.rows.size(), count(Trend::Better), count(Trend::Worse),
      count(Trend::Untrusted) > 0 ? fmt::format(", {} can't tell", count(Trend::Untrusted)) : "");
}

}  // namespace

std::string diff_text(const core::Comparison& comparison, Colour colour) {
  return paint(colour, Tone::Strong, comparison.before + " -> " + comparison.after) + "\n" +
         facts_text(comparison, colour) + rows_text(comparison, colour) + fits_text(comparison, colour) +
         "\n" + sentence(comparison) + "\n";
}

}  // namespace probellm::report
