#include "report/fleet_text.h"

#include <fmt/format.h>

#include <vector>

#include "report/amounts.h"
#include "report/fit_cells.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using Rows = std::vector<std::vector<Cell>>;

std::string rate_of(const std::optional<core::BytesPerSecond>& rate) {
  return rate ? gb_per_second(rate->value) : "-";
}

std::string groups_text(const core::Fleet& fleet, Colour colour) {
  Rows rows{{{"group", Tone::Faint},
             {"nodes", Tone::Faint},
             {"measured", Tone::Faint},
             {"median read", Tone::Faint}}};
  for (const core::FleetGroup& group : fleet.groups)
    rows.push_back({{group.what},
                    {std::to_string(group.nodes)},
                    {std::to_string(group.measured)},
                    {group.median_read ? rate_of(group.median_read) : "too few"}});
  return table({Align::Left, Align::Right, Align::Right, Align::Right}, rows, colour);
}

std::string outliers_text(const core::Fleet& fleet, Colour colour) {
  if (fleet.outliers.empty()) return "\n" + paint(colour, Tone::Good, "No node stands out.") + "\n";
  std::string text = "\n" + paint(colour, Tone::Strong, "Nodes that stand out") + "\n";
  for (const core::FleetOutlier& outlier : fleet.outliers) {
    text += fmt::format(
        "  {}  {}{}\n", paint(colour, Tone::Warn, outlier.node), rate_of(outlier.read),
        outlier.of_median ? fmt::format(", {:.0f} % of its group's median", *outlier.of_median * 100) : "");
    for (const std::string& cause : outlier.causes) text += "    " + cause + "\n";
    if (outlier.causes.empty())
      text += "    nothing that was read of it differs: measure it again, then look at cooling and BIOS\n";
  }
  return text;
}

std::string ranking_text(const core::Fleet& fleet, Colour colour) {
  if (fleet.ranking.empty()) return "";
  Rows rows;
  for (const core::FleetRank& rank : fleet.ranking)
    rows.push_back({{rank.node}, {digits(rank.tokens_per_second) + " tokens/s"}});
  return "\n" + paint(colour, Tone::Strong, "Where it decodes fastest: " + fleet.asked) + "\n" +
         table({Align::Left, Align::Right}, rows, colour);
}

std::string together_text(const core::Fleet& fleet, Colour colour) {
  if (fleet.together.empty()) return "";
  const auto faint = [](const char* text) { return Cell{text, Tone::Faint}; };
  Rows rows{{faint("group"), faint("nodes"), faint("shared as"), faint("verdict"), faint("low"),
             faint("likely"), faint("high"), faint("on the interconnect")}};
  for (const core::NodesFit& fit : fleet.together) {
    const auto& rate = fit.decode_tokens_per_second;
    const auto speed = [&](double core::Interval::*end) { return rate ? digits((*rate).*end) : "-"; };
    rows.push_back({{fit.group},
                    {std::to_string(fit.nodes)},
                    {core::name_of(fit.sharing)},
                    verdict_cell(fit.verdict),
                    {speed(&core::Interval::low)},
                    {speed(&core::Interval::likely)},
                    {speed(&core::Interval::high)},
                    {rate ? fmt::format("{:.0f} %", fit.share_of_interconnect * 100) : "-"}});
  }
  const auto left = Align::Left;
  const auto right = Align::Right;
  return "\n" + paint(colour, Tone::Strong, "Several nodes together, decode tokens/s of one sequence") +
         "\n" + table({left, right, left, left, right, right, right, right}, rows, colour);
}

}  // namespace

std::string fleet_text(const core::Fleet& fleet, Colour colour) {
  std::string text =
      paint(colour, Tone::Strong, fmt::format("{} node{}", fleet.nodes, fleet.nodes == 1 ? "" : "s")) + "\n" +
      groups_text(fleet, colour) + outliers_text(fleet, colour) + ranking_text(fleet, colour) +
      together_text(fleet, colour);
  if (!fleet.problems.empty())
    text += fmt::format("\n{} parts of the input couldn't be read, the first in {} line {}: {}\n",
                        fleet.problems.size(), fleet.problems.front().file, fleet.problems.front().line,
                        fleet.problems.front().what);
  return text;
}

}  // namespace probellm::report
