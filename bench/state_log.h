#pragma once

#include <functional>
#include <optional>

#include "bench/clock.h"
#include "core/measurement.h"

namespace probellm::bench {

/// What was last seen of the machine's state, from when to when that took, and how often it had changed.
struct StateLog {
  std::optional<core::MachineState> last{};
  core::Seconds begun{};
  core::Seconds done{};
  int changes = 0;
};

/// Looks at the state, unless that was done so lately that another look would cost a run more than a
/// twentieth of its time.
void look_again(StateLog& log, const Clock& now, const std::function<core::MachineState()>& look);

}  // namespace probellm::bench
