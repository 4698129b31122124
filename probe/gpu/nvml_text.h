#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "probe/gpu/nvml.h"

namespace probellm::probe {

/// What NVML answered, as nvml.txt of a captured machine has it: a line "gpu" and lines "key value" for each,
/// or its error.
std::string nvml_text(const core::Result<std::vector<NvmlGpu>>& gpus);

/// The inverse; lines that aren't understood are left out.
core::Result<std::vector<NvmlGpu>> parse_nvml_text(std::string_view text);

}  // namespace probellm::probe
