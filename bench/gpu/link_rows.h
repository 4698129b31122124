#pragma once

#include <vector>

#include "bench/gpu/device_run.h"

namespace probellm::bench {

/// Transfers between host memory and the device: pinned and pageable, both directions at once, and from each
/// NUMA node where there are several. What arrives is checked.
std::vector<RowOf> link_rows(const DeviceRun& run);

}  // namespace probellm::bench
