#pragma once

#include <functional>

#include "core/fact.h"

namespace probellm::core {

/// What the whole machine had done at one moment: load average, and CPU time in ticks since boot, that of the
/// hypervisor and of idling apart.
struct Activity {
  Fact<double> load_average;
  Fact<double> steal_ticks;
  Fact<double> idle_ticks;
  Fact<double> all_ticks;
  /// How often heat or a power limit slowed a CPU since boot, all of them together.
  Fact<double> throttle_events{};
};

/// Looks at the machine's activity now.
using ReadActivity = std::function<Activity()>;

}  // namespace probellm::core
