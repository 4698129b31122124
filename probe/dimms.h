#pragma once

#include <string>

#include "core/machine.h"
#include "core/result.h"
#include "probe/memory_slot.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The slots out of the SMBIOS table's bytes, or else out of udev's record of it; absent with why and how to
/// get them.
core::Fact<MemorySlots> memory_slots(const core::Result<std::string>& smbios_table,
                                     const core::Result<std::string>& udev_record);

/// The slots of this machine.
core::Fact<MemorySlots> read_memory_slots(const SysRoot& sys);

/// Writes modules, number of slots and type of memory into `memory`.
void describe_dimms(core::Memory& memory, const core::Fact<MemorySlots>& slots);

}  // namespace probellm::probe
