#include "bench/state_log.h"

#include <utility>

#include "bench/threads/machine_state.h"

namespace probellm::bench {
namespace {

constexpr double kPauseInLooks = 20;

}  // namespace

void look_again(StateLog& log, const Clock& now, const std::function<core::MachineState()>& look) {
  if (!look) return;
  const core::Seconds begun = now();
  const core::Seconds pause = (log.done - log.begun) * kPauseInLooks;
  if (log.last && begun - log.done < pause) return;
  core::MachineState state = look();
  if (log.last && is_other_state(*log.last, state)) ++log.changes;
  log = {std::move(state), begun, now(), log.changes};
}

}  // namespace probellm::bench
