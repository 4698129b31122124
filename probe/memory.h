#pragma once

#include <optional>
#include <string>

#include "core/machine.h"
#include "probe/sources.h"

namespace probellm::probe {

/// Total, available and usable memory and the limits between them; DIMMs and channels are read elsewhere.
core::Memory read_memory(const Sources& sources);

/// A sentence where the DIMMs and the kernel disagree about how much memory there is.
std::optional<std::string> note_on_dimm_sum(const core::Memory& memory);

}  // namespace probellm::probe
