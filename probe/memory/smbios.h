#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "probe/memory/memory_slot.h"

namespace probellm::probe {

/// The memory slots (types 16, 17, 19 and 20 of DMTF DSP0134) and the processors' sockets (type 4) in the
/// bytes of an SMBIOS table or of a dump with its entry point; Malformed where no structure is whole,
/// NotFound where none describes a memory slot.
core::Result<MemorySlots> parse_smbios_memory(std::string_view table);

}  // namespace probellm::probe
