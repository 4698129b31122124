#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/engine.h"
#include "estimator/inputs.h"

namespace probellm::estimator {

/// A time with its 90 % interval (low is the fastest), and the input that widens it most.
struct TimeInterval {
  core::Interval seconds;
  Input widest = Input::HostBandwidth;
};

/// The likely value of every input that is known, used or not; absent where a used one is unknown.
std::optional<Point> likely_point(const Inputs& inputs, const std::vector<Input>& used);

/// Moves each of the named inputs to the ends of its interval, one at a time, and adds the changes of the
/// time as independent errors: root of the sum of squares on either side. Absent where an input is unknown or
/// gives no time.
std::optional<TimeInterval> spread_time(const Inputs& inputs, const std::vector<Input>& used,
                                        const std::function<double(const Point&)>& seconds);

/// n tokens in that time, as a rate: the slowest time gives the low end.
core::Interval rate_of(double tokens, const core::Interval& seconds);

}  // namespace probellm::estimator
