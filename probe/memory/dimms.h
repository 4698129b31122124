#pragma once

#include <string>

#include "core/machine.h"
#include "core/result.h"
#include "probe/memory/edac.h"
#include "probe/memory/memory_slot.h"
#include "probe/sources.h"

namespace probellm::probe {

/// What the three sources say of the memory's slots.
struct SlotSources {
  core::Result<std::string> smbios_table;
  core::Result<std::string> udev_record;
  core::Result<EdacTexts> edac;
};

/// Reads the sources of a machine.
SlotSources read_slot_sources(const Sources& sources);

/// The slots by the SMBIOS table's bytes, or else udev's record of it, or else EDAC, which also fills in what
/// the better one leaves open; absent with why and how to get them.
core::Fact<MemorySlots> memory_slots(const SlotSources& sources);

/// Writes modules, number of slots and type of memory into `memory`.
void describe_dimms(core::Memory& memory, const core::Fact<MemorySlots>& slots);

/// The errors that EDAC counted; absent where no driver watches the memory.
core::Fact<std::vector<core::MemoryErrors>> memory_errors(const core::Result<EdacTexts>& edac);

}  // namespace probellm::probe
