#pragma once

#include <memory>
#include <optional>
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
};

/// Reading, copying, triad, gathering expert-sized blocks and transfers of one device, within that time; rows
/// of what isn't a GPU have ids of their own, so that they never pass for VRAM. A row of a device that fails
/// says so, and so do those after it.
std::vector<core::Measurement> measure_device(DeviceToMeasure& wanted, const Session& session,
                                              core::Seconds time);

/// The GPUs that the machine has and a driver shows, or the device of the plan's index whatever its kind; a
/// row that says why where there are GPUs and none can be measured.
std::vector<core::Measurement> measure_gpus(const Session& session);

}  // namespace probellm::bench
