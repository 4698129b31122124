#pragma once

#include <cstddef>
#include <vector>

#include "bench/threads/thread_team.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Bounces a cache line between the first worker and each of up to `most_pairs` others, evenly chosen: the
/// median round trip of each pair. Gives up after 15 ms; pairs that it didn't come to, or whose CPU other
/// processes kept, are left out.
std::vector<core::CpuPair> play_ping_pong(ThreadTeam& team, std::size_t most_pairs);

}  // namespace probellm::bench
