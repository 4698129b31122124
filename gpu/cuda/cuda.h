#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "gpu/device.h"

namespace probellm::gpu::cuda {

/// NVIDIA's GPUs in the order of their PCI addresses; Unsupported in a build without CUDA, NotFound where the
/// driver isn't installed, is too old for this build, or shows none.
core::Result<std::vector<std::unique_ptr<Device>>> open_devices();

}  // namespace probellm::gpu::cuda
