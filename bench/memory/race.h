#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "bench/clock.h"
#include "core/measurement.h"
#include "core/units.h"

namespace probellm::bench {

/// Variants by number, the fastest first, with the median rate of each; those that time didn't suffice for
/// are missing.
struct RaceResult {
  struct Place {
    std::size_t variant = 0;
    double median = 0;
  };
  std::vector<Place> places;
};

/// Lets `variants` run in turns, one sample each, until `time` is over or `stop` is true; the first always
/// has a sample, and who falls behind in all of two or more samples has no more turns.
RaceResult race(std::size_t variants, core::Seconds time, const Clock& now, const std::atomic<bool>& stop,
                const std::function<double(std::size_t variant)>& sample);

}  // namespace probellm::bench
