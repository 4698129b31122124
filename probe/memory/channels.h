#pragma once

#include "core/machine.h"
#include "probe/memory/memory_slot.h"

namespace probellm::probe {

/// Writes the channels and the sockets that the slots' labels name into `memory`, whose modules are already
/// there; absent where the labels name none, or where a hypervisor made them up.
void describe_channels(core::Memory& memory, const core::Fact<MemorySlots>& slots, const core::Cpu& cpu,
                       const core::Fact<std::string>& hypervisor);

}  // namespace probellm::probe
