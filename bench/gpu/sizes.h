#pragma once

#include <optional>
#include <string>

#include "core/result.h"
#include "core/units.h"
#include "gpu/device.h"

namespace probellm::bench {

/// The sizes of a device's three arrays, the first of which is longer, where blocks are taken from.
struct ArraySizes {
  core::Bytes each;
  core::Bytes first;
};

/// Each at least eight times the device's cache, and all together less than 80 % of what is free, the first
/// as long as that allows; NotFound with the reason where too little is free. Where what is free isn't known,
/// half of the device's memory counts as free; a device that works in the machine's memory takes no more than
/// `host_room`.
core::Result<ArraySizes> array_sizes(const gpu::DeviceInfo& info, std::optional<core::Bytes> free,
                                     core::Bytes host_room);

}  // namespace probellm::bench
