#pragma once

#include <optional>
#include <string>

#include "core/result.h"
#include "core/units.h"
#include "gpu/device.h"

namespace probellm::bench {

/// The size of each of a device's three arrays: at least eight times its cache, at most a quarter of what may
/// be taken, so that all together take less than 80 % of what is free; NotFound with the reason where too
/// little is free. Where what is free isn't known, half of the device's memory counts as free; a device that
/// works in the machine's memory takes no more than `host_room`.
core::Result<core::Bytes> array_size(const gpu::DeviceInfo& info, std::optional<core::Bytes> free,
                                     core::Bytes host_room);

}  // namespace probellm::bench
