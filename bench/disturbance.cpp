#include "bench/disturbance.h"

#include <array>
#include <cmath>
#include <string>

namespace probellm::bench {
namespace {

constexpr double kMostLost = 0.02;
constexpr double kMostSteal = 0.05;
constexpr double kMostOthers = 0.10;
// Interrupts and kernel threads take as long; another process, once it runs, keeps a CPU for far longer.
constexpr core::Seconds kLeastLost{50e-6};
// USER_HZ: what /proc/stat counts in, whatever the kernel's own ticks are.
constexpr double kTicksPerSecond = 100;

struct Grade {
  double disturbed;
  char best;
};
// Beside a disturbed pass others are likely to be slower too, if not by enough to be seen.
constexpr std::array kGrades = {Grade{0.5, 'D'}, Grade{0.25, 'C'}, Grade{0.1, 'B'}};

char best_grade_of(double disturbed) {
  if (disturbed >= 1) return 'F';
  for (const Grade& grade : kGrades)
    if (disturbed > grade.disturbed) return grade.best;
  return 'A';
}

bool is_known(const core::Activity& activity) {
  return activity.all_ticks && activity.idle_ticks && activity.steal_ticks;
}

std::string cause_of(const Tally& tally) {
  if (tally.throttled > tally.disturbed() / 2)
    return "by throttling, for heat or a power limit: see to the cooling, or repeat when it is cool";
  if (tally.quota > tally.steal && tally.quota > tally.others)
    return "by the CPU quota, which stops these threads: give this container more CPUs";
  if (tally.steal >= tally.others && tally.steal >= tally.preempted)
    return "by the busy host, which gave these CPUs to others: repeat later, or ask for CPUs of your own";
  return "by other processes on these CPUs: stop them and repeat";
}

}  // namespace

bool was_kept_from_cpu(const TeamTime& before, const TeamTime& after) {
  const core::Seconds worked = after.worked - before.worked, lost = after.lost - before.lost;
  return lost > kLeastLost && lost > worked * kMostLost;
}

std::optional<Disturbance> disturbance_between(const Look& before, const Look& after, int cpus) {
  const auto &throttled = before.machine.throttle_events, &since = after.machine.throttle_events;
  if (throttled && since && *since > *throttled) return Disturbance::Throttled;
  if (!is_known(before.machine) || !is_known(after.machine)) return std::nullopt;
  const double all = *after.machine.all_ticks - *before.machine.all_ticks;
  const double idle = *after.machine.idle_ticks - *before.machine.idle_ticks;
  const double steal = *after.machine.steal_ticks - *before.machine.steal_ticks;
  const double own = (after.own_cpu - before.own_cpu).value * kTicksPerSecond;
  const double passed = (after.when - before.when).value * kTicksPerSecond;
  const double ours = passed * cpus;
  // Each of the machine's CPUs counts in whole ticks; such errors add up as their root.
  const double rounding = passed > 0 ? std::sqrt(all / passed) : 0;
  if (steal - rounding > kMostSteal * ours) return Disturbance::Steal;
  if (all - idle - steal - own - rounding > kMostOthers * ours) return Disturbance::Others;
  return std::nullopt;
}

void count(Tally& tally, std::optional<Disturbance> by, int passes) {
  if (!by) {
    tally.clean += passes;
    return;
  }
  switch (*by) {
    case Disturbance::Preempted:
      tally.preempted += passes;
      return;
    case Disturbance::Quota:
      tally.quota += passes;
      return;
    case Disturbance::Steal:
      tally.steal += passes;
      return;
    case Disturbance::Others:
      tally.others += passes;
      return;
    case Disturbance::Throttled:
      tally.throttled += passes;
      return;
  }
}

std::optional<Warning> warning_about(const Tally& tally) {
  const int all = tally.clean + tally.disturbed();
  if (all == 0) return std::nullopt;
  const char best = best_grade_of(static_cast<double>(tally.disturbed()) / all);
  if (best == 'A') return std::nullopt;
  return Warning{best, std::to_string(tally.disturbed()) + " of " + std::to_string(all) +
                           " passes disturbed " + cause_of(tally)};
}

}  // namespace probellm::bench
