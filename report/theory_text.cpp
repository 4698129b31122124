#include "report/theory_text.h"

#include <fmt/format.h>

#include "report/amounts.h"
#include "report/sparkline.h"

namespace probellm::report {
namespace {

// A choice: below half something is wrong, as channels without DIMMs, or threads on one socket.
constexpr double kLittle = 0.5;

}  // namespace

std::string theory_text(const core::Measurements& measurements, const core::Machine& machine, Colour colour) {
  const core::Measurement* read = core::find_ok(measurements, core::kMemoryRead);
  const auto& theory = machine.memory.theoretical_bandwidth;
  if (read == nullptr || !theory || theory->value <= 0) return "";
  const double share = read->median / theory->value;
  const auto& sockets = machine.cpu.sockets;
  const std::string each =
      sockets && *sockets > 1 ? fmt::format(", {} a socket", gb_per_second(theory->value / *sockets)) : "";
  return "  memory read " + paint(colour, share < kLittle ? Tone::Warn : Tone::Good, bar(share)) +
         fmt::format(" {:.0f} % of {} in theory{}", share * 100, gb_per_second(theory->value), each) +
         paint(colour, Tone::Faint, fmt::format(" ({})", theory.source())) + "\n";
}

}  // namespace probellm::report
