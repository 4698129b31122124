#pragma once

#include <optional>

#include "bench/quality.h"
#include "bench/threads/thread_team.h"
#include "core/activity.h"
#include "core/units.h"

namespace probellm::bench {

/// What the machine and this process had done by one moment.
struct Look {
  core::Seconds when;
  core::Activity machine;
  core::Seconds own_cpu;
};

/// What kept a pass from having the machine to itself: another thread on its CPU, a quota of less CPUs than
/// threads, the hypervisor, or other processes anywhere on the machine; or what slowed its CPUs.
enum class Disturbance { Preempted, Quota, Steal, Others, Throttled };

/// Whether a pass was disturbed, by the CPU time that its worst worker missed; never where it wasn't timed.
bool was_kept_from_cpu(const TeamTime& before, const TeamTime& after);

/// What disturbed the time between two looks: CPUs that were throttled, or the time that the hypervisor and
/// other processes took, as a share of `cpus` CPUs; nothing where that isn't known or it was too short to
/// tell.
std::optional<Disturbance> disturbance_between(const Look& before, const Look& after, int cpus);

/// How many passes were clean, and how many were disturbed by what.
struct Tally {
  int clean = 0;
  int preempted = 0;
  int quota = 0;
  int steal = 0;
  int others = 0;
  int throttled = 0;

  int disturbed() const { return preempted + quota + steal + others + throttled; }
};

/// Counts `passes` passes more.
void count(Tally& tally, std::optional<Disturbance> by, int passes);

/// What to say of passes that were disturbed, and the best grade of a median of the others: F where there are
/// no others; nothing where few were disturbed.
std::optional<Warning> warning_about(const Tally& tally);

}  // namespace probellm::bench
