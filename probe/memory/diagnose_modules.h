#pragma once

#include <vector>

#include "core/finding.h"
#include "core/machine.h"

namespace probellm::probe {

/// What the modules themselves cost: unlike speeds, types and ranks, and a speed below the rated one with its
/// likely cause.
std::vector<core::Finding> diagnose_modules(const core::Machine& machine);

}  // namespace probellm::probe
