#pragma once

#include <memory>
#include <vector>

#include "core/result.h"
#include "gpu/device.h"

namespace probellm::gpu::opencl {

/// The devices that OpenCL shows through libOpenCL.so.1; NotFound where that isn't installed or shows none.
core::Result<std::vector<std::unique_ptr<Device>>> open_devices();

}  // namespace probellm::gpu::opencl
