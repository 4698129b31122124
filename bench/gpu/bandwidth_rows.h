#pragma once

#include <vector>

#include "bench/gpu/device_run.h"

namespace probellm::bench {

/// Reading, copying, triad, and gathering blocks as large as experts' matrices from all that was taken: every
/// sum is held against the host's, and what was written is read back.
std::vector<RowOf> bandwidth_rows(const DeviceRun& run);

}  // namespace probellm::bench
