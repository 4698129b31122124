#pragma once

#include <vector>

#include "bench/bench.h"

namespace probellm::bench {

/// Thread counts at which to measure, rising to `all`: each power of two and its half more in Full, else one,
/// half and all.
std::vector<int> thread_ladder(int all, Depth depth);

}  // namespace probellm::bench
