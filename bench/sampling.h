#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "bench/clock.h"
#include "core/units.h"

namespace probellm::bench {

/// When to stop taking samples: once the median's relative spread is small enough, but not before `floor` nor
/// after `ceiling`.
struct StoppingRule {
  core::Seconds floor{0.25};
  core::Seconds ceiling{1.0};
  double spread = 0.02;
};

/// Takes samples until the rule is met or `stop` is true; none where `stop` is true at once.
std::vector<double> take_samples(const StoppingRule& rule, const Clock& now, const std::atomic<bool>& stop,
                                 const std::function<double()>& sample);

}  // namespace probellm::bench
