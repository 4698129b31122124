#pragma once

#include "core/machine.h"
#include "probe/sources.h"

namespace probellm::probe {

/// Total, available and usable memory and the limits between them; DIMMs and channels are read elsewhere.
core::Memory read_memory(const Sources& sources);

}  // namespace probellm::probe
