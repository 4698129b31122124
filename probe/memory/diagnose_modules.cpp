#include "probe/memory/diagnose_modules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "probe/memory/memory_view.h"

namespace probellm::probe {
namespace {

using core::Finding;
using core::Severity;
using Dimms = std::vector<core::Dimm>;
using Maybe = std::optional<Finding>;

/// Speeds that differ by less are one, as 2666 and 2667.
constexpr double kSame = 0.99;

/// The least and most of a fact of all modules; absent where one of them doesn't have it.
struct Span {
  double least = 0;
  double most = 0;
};

std::optional<Span> span_of(const Dimms& dimms, core::Fact<double> core::Dimm::*speed) {
  std::optional<Span> span;
  for (const core::Dimm& dimm : dimms) {
    if (!(dimm.*speed)) return std::nullopt;
    const double value = *(dimm.*speed);
    span = span ? Span{std::min(span->least, value), std::max(span->most, value)} : Span{value, value};
  }
  return span;
}

Maybe mixed_speeds(const Dimms& dimms) {
  const auto rated = span_of(dimms, &core::Dimm::rated_transfers_per_second);
  if (!rated || rated->least >= rated->most * kSame) return std::nullopt;
  const core::Dimm& slowest = *std::min_element(dimms.begin(), dimms.end(), [](const auto& a, const auto& b) {
    return *a.rated_transfers_per_second < *b.rated_transfers_per_second;
  });
  return Finding{"mixed-speeds", Severity::Warning,
                 "modules rated " + in_mts(rated->least) + " and " + in_mts(rated->most) +
                     " are together: all run as the slowest",
                 "replace the slower ones (" + kind_of(slowest) + " in " + slowest.locator +
                     ") where the CPU takes the faster speed",
                 100 * (1 - rated->least / rated->most)};
}

Maybe mixed_types(const Dimms& dimms) {
  std::set<std::string> types, bufferings;
  for (const core::Dimm& dimm : dimms) {
    if (dimm.type != "unknown") types.insert(dimm.type);
    if (dimm.buffering) bufferings.insert(*dimm.buffering);
  }
  const auto& unlike = types.size() > 1 ? types : bufferings;
  if (unlike.size() < 2) return std::nullopt;
  return Finding{"mixed-types", Severity::Warning,
                 "the modules are of different types: " + listed({unlike.begin(), unlike.end()}),
                 "use modules of one type: boards support no mixture of them", std::nullopt};
}

/// Ranks that differ between modules of one size.
Maybe mixed_ranks(const Dimms& dimms) {
  std::set<int> ranks;
  for (const core::Dimm& dimm : dimms) {
    if (dimm.size != dimms.front().size) return std::nullopt;
    if (dimm.ranks) ranks.insert(*dimm.ranks);
  }
  if (ranks.size() < 2) return std::nullopt;
  return Finding{"mixed-ranks", Severity::Note,
                 "modules of " + std::to_string(*ranks.begin()) + " to " + std::to_string(*ranks.rbegin()) +
                     " ranks are together: their timing is that of the slowest",
                 "use modules with the same number of ranks when some are replaced", std::nullopt};
}

std::size_t most_in_a_channel(const core::Memory& memory) {
  std::size_t most = 0;
  for (const core::Channel& channel : memory.channels.each) most = std::max(most, channel.dimms.size());
  return most;
}

/// Above what JEDEC defines for unbuffered modules (JESD79-4: DDR4-3200, JESD79-5: DDR5-5600 without a clock
/// driver) the rating is a profile of the module's maker, which is off until the BIOS is told.
bool is_overclocked(const core::Dimm& dimm, double rated) {
  if (!dimm.buffering || *dimm.buffering != "unbuffered") return false;
  return (dimm.type == "DDR4" && rated > 3.21e9) || (dimm.type == "DDR5" && rated > 5.61e9);
}

/// A likely cause and what to do about it.
struct Cause {
  Severity severity;
  std::string why;
  std::string fix;
};

Cause cause_of(const core::Machine& machine, double rated, double configured) {
  const auto& limit = machine.cpu.memory_transfers_per_second;
  if (limit && configured >= *limit * kSame)
    return {Severity::Note, "the CPU takes no more than " + in_mts(*limit),
            "nothing: faster modules bring no more on this CPU"};
  if (const std::size_t in_channel = most_in_a_channel(machine.memory); in_channel > 1)
    return {
        Severity::Note, "channels with " + std::to_string(in_channel) + " modules run slower than with one",
        "look up in the board's manual how fast one module a channel is; fewer, larger modules are faster"};
  if (is_overclocked(machine.memory.dimms->front(), rated))
    return {Severity::Warning, "XMP or EXPO is off in the BIOS",
            "switch on the XMP or EXPO profile in the BIOS"};
  if (limit)
    return {Severity::Warning, "the CPU takes " + in_mts(*limit) + ", so the BIOS holds it back",
            "set the memory speed in the BIOS to automatic or to the highest"};
  return {Severity::Note, "the CPU's limit, or a setting of the BIOS",
          "look up the CPU's fastest memory; where it is above " + in_mts(configured) +
              ", set the memory speed in the BIOS to automatic"};
}

Maybe below_rated(const core::Machine& machine) {
  const Dimms& dimms = *machine.memory.dimms;
  const auto rated = span_of(dimms, &core::Dimm::rated_transfers_per_second);
  const auto configured = span_of(dimms, &core::Dimm::configured_transfers_per_second);
  if (!rated || !configured || configured->least >= rated->least * kSame) return std::nullopt;
  const Cause cause = cause_of(machine, rated->least, configured->least);
  const auto& limit = machine.cpu.memory_transfers_per_second;
  const double reachable = limit ? std::min(rated->least, *limit) : rated->least;
  const double cost = 100 * (1 - configured->least / reachable);
  return Finding{"below-rated", cause.severity,
                 "the modules are rated " + in_mts(rated->least) + " and run at " +
                     in_mts(configured->least) + ": " + cause.why,
                 cause.fix, cost > 1 ? std::optional(cost) : std::nullopt};
}

}  // namespace

std::vector<Finding> diagnose_modules(const core::Machine& machine) {
  std::vector<Finding> findings;
  const auto& dimms = machine.memory.dimms;
  if (!dimms || dimms->empty() || are_invented(machine)) return findings;
  for (Maybe finding : {mixed_types(*dimms), mixed_speeds(*dimms), mixed_ranks(*dimms), below_rated(machine)})
    if (finding) findings.push_back(std::move(*finding));
  return findings;
}

}  // namespace probellm::probe
