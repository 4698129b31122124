#pragma once

#include <string_view>

#include "core/result.h"
#include "probe/memory/memory_slot.h"

namespace probellm::probe {

/// The memory slots in udev's record of the SMBIOS table (systemd 248 or later), which any user may read;
/// NotFound where it has none.
core::Result<MemorySlots> parse_udev_memory(std::string_view record);

}  // namespace probellm::probe
