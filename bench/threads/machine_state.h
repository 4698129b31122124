#pragma once

#include <string>
#include <vector>

#include "bench/threads/thread_team.h"
#include "core/measurement.h"

namespace probellm::bench {

/// How far the team's CPUs are from its first one (up to 16 of them), how much faster all compute than one,
/// and the clock under that load. Takes 1 to 3 ms, less than 30 with hundreds of CPUs.
core::MachineState look_at_state(ThreadTeam& team);

/// The words for such a state: "one thread", "one core", "one cache group", "different cache groups"; empty
/// where no round trip could be had.
std::string state_name(int threads, double parallel_speedup, const std::vector<core::CpuPair>& pairs);

/// Whether the CPUs moved between two looks: a round trip or the speedup changed by more than noise does.
bool is_other_state(const core::MachineState& before, const core::MachineState& after);

}  // namespace probellm::bench
