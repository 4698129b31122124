#pragma once

#include <string_view>

#include "core/machine.h"
#include "probe/memory/memory_slot.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The memory that is built in: the sum of the modules, or else what the firmware maps, the device tree lists
/// or the kernel has in blocks; absent where none of them says it.
core::Fact<core::Bytes> installed_memory(const SysRoot& sys, const core::Fact<MemorySlots>& slots);

/// The bytes in the ranges of a device tree's memory node: big-endian addresses and sizes of so many 32-bit
/// cells each; absent where they aren't whole.
std::optional<core::Bytes> device_tree_range_sum(std::string_view reg, int address_cells, int size_cells);

}  // namespace probellm::probe
