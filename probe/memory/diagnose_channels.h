#pragma once

#include <vector>

#include "core/finding.h"
#include "core/machine.h"

namespace probellm::probe {

/// What the places of the modules cost: empty and unlike channels, sockets with one module or none.
std::vector<core::Finding> diagnose_channels(const core::Machine& machine);

}  // namespace probellm::probe
