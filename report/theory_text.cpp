#include "report/theory_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/amounts.h"
#include "report/sparkline.h"

namespace probellm::report {
namespace {

// A choice: below half something is wrong, as channels without DIMMs, or threads on one socket.
constexpr double kLittle = 0.5;

std::string bar_text(double share, Colour colour) {
  return paint(colour, share < kLittle ? Tone::Warn : Tone::Good, bar(share)) +
         fmt::format(" {:.0f} %", share * 100);
}

/// Each node's own CPUs on its own memory, against an equal share of the theory.
std::string nodes_text(const core::Measurements& measurements, const core::Machine& machine, double theory,
                       Colour colour) {
  const double share_of_node =
      theory / static_cast<double>(std::max<std::size_t>(1, machine.numa.nodes.size()));
  std::string text;
  for (const core::Measurement& row : measurements.rows) {
    if (row.id != core::kMemoryReadNuma || row.status != core::Status::Ok) continue;
    const auto cpus = row.at.find("cpu_node"), memory = row.at.find("memory_node");
    if (cpus == row.at.end() || memory == row.at.end() || cpus->second != memory->second) continue;
    text += fmt::format("    node {:g}     ", cpus->second) + bar_text(row.median / share_of_node, colour) +
            fmt::format(" of {}\n", gb_per_second(share_of_node));
  }
  return text;
}

}  // namespace

std::string theory_text(const core::Measurements& measurements, const core::Machine& machine, Colour colour) {
  const core::Measurement* read = core::find_ok(measurements, core::kMemoryRead);
  const auto& theory = machine.memory.theoretical_bandwidth;
  if (read == nullptr || !theory || theory->value <= 0) return "";
  const double share = read->median / theory->value;
  const auto& sockets = machine.cpu.sockets;
  const std::string each =
      sockets && *sockets > 1 ? fmt::format(", {} a socket", gb_per_second(theory->value / *sockets)) : "";
  return "  memory read " + bar_text(share, colour) +
         fmt::format(" of {} in theory{}", gb_per_second(theory->value), each) +
         paint(colour, Tone::Faint, fmt::format(" ({})", theory.source())) + "\n" +
         nodes_text(measurements, machine, theory->value, colour);
}

}  // namespace probellm::report
