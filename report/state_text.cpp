#include "report/state_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "report/amounts.h"
#include "report/rows.h"

namespace probellm::report {
namespace {

using core::MachineState;

std::string cpus_text(const MachineState& state) {
  std::set<int> cpus;
  for (const core::CpuPair& pair : state.pairs) cpus.insert({pair.first, pair.second});
  if (cpus.empty()) return "CPUs";
  return fmt::format("{} CPUs", cpus.size());
}

/// " (61 ns round trip)", or the least and the most of several.
std::string round_trip_text(const MachineState& state) {
  if (state.pairs.empty()) return "";
  const auto by_time = [](const core::CpuPair& a, const core::CpuPair& b) {
    return a.round_trip < b.round_trip;
  };
  const auto [least, most] = std::minmax_element(state.pairs.begin(), state.pairs.end(), by_time);
  const std::string from = fmt::format("{:.0f}", least->round_trip.value * 1e9);
  const std::string to = fmt::format("{:.0f}", most->round_trip.value * 1e9);
  return fmt::format(" ({} ns round trip)", from == to ? from : from + " to " + to);
}

std::string clock_text(const MachineState& state) {
  if (state.clock_hz <= 0) return "";
  return fmt::format(", clock {:.2f} GHz", state.clock_hz / 1e9);
}

bool has_changed(const core::MeasurementContext& context) {
  const bool differs = context.state_after && context.state_after->name != context.state_before->name;
  return differs || context.state_changes > 0;
}

std::string change_text(const core::MeasurementContext& context) {
  if (!context.state_after) return "";
  if (!has_changed(context)) return ", unchanged";
  const int times = std::max(1, context.state_changes);
  return fmt::format(", changed {} while it was measured, in the end in {}",
                     times == 1 ? "once" : fmt::format("{} times", times), context.state_after->name);
}

/// Rows of another state than the first, by state.
std::string strays_text(const core::Measurements& measurements, Colour colour) {
  std::vector<std::string> states;
  std::string text;
  for (const core::Measurement& row : measurements.rows) {
    const bool is_known = std::find(states.begin(), states.end(), row.state) != states.end();
    if (!row.state.empty() && row.state != measurements.context.state_before->name && !is_known)
      states.push_back(row.state);
  }
  for (const std::string& state : states) {
    std::vector<std::string> labels;
    for (const core::Measurement& row : measurements.rows)
      if (row.state == state && (labels.empty() || labels.back() != label_of(row)))
        labels.push_back(label_of(row));
    text += paint(colour, Tone::Warn, fmt::format("  in {}: {}", state, fmt::join(labels, ", "))) + "\n";
  }
  return text;
}

}  // namespace

std::string state_text(const core::Measurements& measurements, Colour colour) {
  const core::MeasurementContext& context = measurements.context;
  if (!context.state_before) return "";
  const MachineState& state = *context.state_before;
  const std::string line = fmt::format("  {} in {}{}{}{}", cpus_text(state), state.name,
                                       round_trip_text(state), clock_text(state), change_text(context));
  return paint(colour, has_changed(context) ? Tone::Warn : Tone::Plain, line) + "\n" +
         strays_text(measurements, colour);
}

}  // namespace probellm::report
