#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "bench/clock.h"
#include "bench/quality.h"
#include "bench/session.h"
#include "core/units.h"

namespace probellm::bench {

/// When to stop taking samples: once the median's relative spread is small enough, but not before `floor` nor
/// after `ceiling`.
struct StoppingRule {
  core::Seconds floor{0.25};
  core::Seconds ceiling{1.0};
  double spread = 0.02;
};

/// Samples values until the rule is met or `stop` is true; none where `stop` is true at once.
std::vector<double> take_values(const StoppingRule& rule, const Clock& now, const std::atomic<bool>& stop,
                                const std::function<double()>& sample);

/// Takes samples in a session: those that were disturbed are thrown away, and where the machine's state changed
/// all are taken again. None only where the session was stopped at once.
Samples take_samples(Session& session, const StoppingRule& rule, const std::function<double()>& sample);

}  // namespace probellm::bench
