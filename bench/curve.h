#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "bench/session.h"
#include "core/measurement.h"
#include "core/units.h"

namespace probellm::bench {

/// `count` rows of a curve, each given its share of what is left of the ceiling; it may be nothing.
std::vector<core::Measurement> measure_each(
    Session& session, std::size_t count, core::Seconds ceiling,
    const std::function<core::Measurement(std::size_t index, core::Seconds ceiling)>& measure);

/// `row` where its turn came too late.
core::Measurement without_time(core::Measurement row);

}  // namespace probellm::bench
