#pragma once

#include "core/machine.h"
#include "probe/sources.h"

namespace probellm::probe {

/// Reads the machine; never fails: what can't be read is an absent fact with its reason.
core::Machine read_machine(const Sources& sources);

/// What else the machine is doing; absent where /proc doesn't say.
struct Activity {
  core::Fact<double> load_average;
  /// Jiffies stolen by the hypervisor and all jiffies, since boot.
  core::Fact<double> steal_ticks;
  core::Fact<double> all_ticks;
};

/// Load average over one minute and steal ticks, from /proc/loadavg and /proc/stat.
Activity read_activity(const SysRoot& sys);

}  // namespace probellm::probe
