#include "report/progress_text.h"

#include <fmt/format.h>

#include <cmath>

namespace probellm::report {
namespace {

// Before that the pace is a guess.
constexpr double kLeastFraction = 0.1;
constexpr double kMinute = 60;

std::string duration(double seconds) {
  if (seconds < 2 * kMinute) return fmt::format("{:.0f} s", std::ceil(seconds));
  return fmt::format("{:.0f} min", std::ceil(seconds / kMinute));
}

}  // namespace

std::string progress_text(std::string_view step, double fraction, core::Seconds elapsed) {
  const std::string text = fmt::format("[{:3.0f} %] {}", fraction * 100, step);
  const double left = fraction < kLeastFraction ? 0 : elapsed.value * (1 - fraction) / fraction;
  return left > 0 ? fmt::format("{}, about {} left", text, duration(left)) : text;
}

}  // namespace probellm::report
