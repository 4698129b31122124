#pragma once

#include "core/machine.h"
#include "probe/memory_slot.h"

namespace probellm::probe {

/// Channels counted from the slots' locators; absent where these name no channels, or where a hypervisor made
/// them up.
core::Channels count_channels(const core::Fact<MemorySlots>& slots,
                              const core::Fact<std::string>& hypervisor);

/// Populated channels x the slowest module's configured speed x 8 bytes; DDR only, since other types have
/// narrower or wider channels.
core::Fact<core::BytesPerSecond> theoretical_bandwidth(const core::Channels& channels,
                                                       const core::Fact<std::vector<core::Dimm>>& dimms);

}  // namespace probellm::probe
