#pragma once

#include <vector>

#include "core/activity.h"
#include "core/check.h"
#include "core/machine.h"
#include "core/measurement.h"

namespace probellm::qualify {

/// What a machine counts, at one moment.
struct Counters {
  core::Activity activity;
  core::Fact<std::vector<core::MemoryErrors>> errors;
};

/// What rounds of reading memory, in the order in which they were taken, and the counters before and after
/// say.
core::Soak soak_of(double seconds, const std::vector<core::Measurement>& rounds, const Counters& before,
                   const Counters& after);

}  // namespace probellm::qualify
