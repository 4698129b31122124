#pragma once

#include "core/activity.h"
#include "core/machine.h"
#include "probe/sources.h"

namespace probellm::probe {

/// Reads the machine; never fails: what can't be read is an absent fact with its reason.
core::Machine read_machine(const Sources& sources);

/// Load average over one minute and CPU ticks, from /proc/loadavg and /proc/stat; absent where they don't
/// say.
core::Activity read_activity(const SysRoot& sys);

}  // namespace probellm::probe
