#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/memory/arena_plan.h"
#include "bench/memory/kernels.h"
#include "bench/memory/mapping.h"
#include "bench/quality.h"
#include "bench/threads/thread_team.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// The arrays of one thread, filled by it, and the sum of all their words as generated.
struct ArenaPart {
  Arrays arrays;
  std::uint64_t expected_sum = 0;
};

/// Memory with three arrays for each thread of a team, touched first by the thread that will use them.
struct Arena {
  Mapping memory;
  std::vector<ArenaPart> parts;
  /// The share of it on 2 MiB pages, 0 to 1, as counted by page faults.
  double huge_page_share = 0;
  std::vector<Warning> warnings;
};

/// What its memory is on: "96 % on 2 MiB pages", or "64 KiB pages" where there are no huge ones to be had.
std::string pages_in_words(const Arena& arena);

/// Where the arrays of `part` lie in a mapping of `parts` equal parts: skewed against each other, so that
/// they don't alias in the caches.
Arrays lay_out(const Mapping& memory, int part, int parts);

/// Maps and fills an arena with the team's threads; where `time` is over or `stop` is true before all is
/// filled, the arrays are as short as what was.
core::Result<Arena> make_arena(const ArenaPlan& plan, ThreadTeam& team, core::Seconds time,
                               const std::atomic<bool>& stop);

/// Fills the arrays anew, as they were at first.
void refill(const Arena& arena, ThreadTeam& team);

}  // namespace probellm::bench
