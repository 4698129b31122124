#pragma once

#include <vector>

#include "core/measurement.h"
#include "core/result.h"

namespace probellm::cuda {

/// Read bandwidth of each NVIDIA GPU's memory, one row a GPU; Unsupported where this build has no CUDA.
core::Result<std::vector<core::Measurement>> measure_vram();

}  // namespace probellm::cuda
