#include "estimator/interval.h"

#include <algorithm>
#include <cmath>

namespace probellm::estimator {
namespace {

/// A time stays positive however far the errors add up.
constexpr double kLeastShareOfLikely = 0.2;

bool is_time(double seconds) { return std::isfinite(seconds) && seconds > 0; }

}  // namespace

std::optional<Point> likely_point(const Inputs& inputs, const std::vector<Input>& used) {
  Point point{};
  for (std::size_t i = 0; i < kInputCount; ++i)
    if (inputs.each[i]) point[i] = inputs.each[i]->value.likely;
  const bool is_known = std::all_of(used.begin(), used.end(), [&](Input input) { return inputs.has(input); });
  return is_known ? std::optional(point) : std::nullopt;
}

std::optional<TimeInterval> spread_time(const Inputs& inputs, const std::vector<Input>& used,
                                        const std::function<double(const Point&)>& seconds) {
  const auto known = likely_point(inputs, used);
  if (!known) return std::nullopt;
  const Point& point = *known;
  const double likely = seconds(point);
  if (!is_time(likely)) return std::nullopt;
  double faster = 0;
  double slower = 0;
  double widest = -1;
  TimeInterval result;
  for (Input input : used) {
    const core::Interval& value = inputs.of(input)->value;
    Point moved = point;
    double change = 0;
    for (double end : {value.low, value.high}) {
      moved[static_cast<std::size_t>(input)] = end;
      const double delta = seconds(moved) - likely;
      if (!std::isfinite(delta)) return std::nullopt;
      (delta < 0 ? faster : slower) += delta * delta;
      change = std::max(change, std::abs(delta));
    }
    if (change > widest) result.widest = input;
    widest = std::max(widest, change);
  }
  result.seconds = {std::max(likely - std::sqrt(faster), likely * kLeastShareOfLikely), likely,
                    likely + std::sqrt(slower)};
  return result;
}

core::Interval rate_of(double tokens, const core::Interval& seconds) {
  return {tokens / seconds.high, tokens / seconds.likely, tokens / seconds.low};
}

}  // namespace probellm::estimator
