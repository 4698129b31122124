#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/session.h"
#include "core/measurement.h"
#include "gpu/device.h"

namespace probellm::bench {

/// A device with its place among all that drivers show, and its free memory where something else told it.
struct DeviceToMeasure {
  std::unique_ptr<gpu::Device> device;
  int index = 0;
  std::optional<core::Bytes> free{};
  /// The size of its arrays, once it has them.
  std::optional<core::Bytes> has_arrays{};
};

/// What rows call it: "#0 NVIDIA H200 (GPU, CUDA 13.0, 0000:03:00.0)".
std::string name_of(const DeviceToMeasure& wanted);

/// Bandwidth, links and arithmetic of one device, within that time; rows of what isn't a GPU have ids of
/// their own, so that they never pass for VRAM. A row of a device that fails says so, and those behind it go
/// on.
std::vector<core::Measurement> measure_device(DeviceToMeasure& wanted, const Session& session,
                                              core::Seconds time);

/// The devices that were measured, all together: what they read and what is uploaded to them at once, and
/// copies from each to each other. None for a single one.
std::vector<core::Measurement> measure_together(std::vector<DeviceToMeasure>& measured,
                                                const Session& session, core::Seconds time);

/// The GPUs that the machine has and a driver shows, or the device of the plan's index whatever its kind; a
/// row that says why where there are GPUs and none can be measured.
std::vector<core::Measurement> measure_gpus(const Session& session);

}  // namespace probellm::bench
