#pragma once

#include <vector>

#include "bench/gpu/device_run.h"

namespace probellm::bench {

/// Matrix-vector products with experts' matrices in each format, matrix products in each type, and what it
/// takes to start a kernel; none where the device's driver has no arithmetic here. Results are checked.
std::vector<RowOf> arithmetic_rows(const DeviceRun& run);

}  // namespace probellm::bench
