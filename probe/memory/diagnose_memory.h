#pragma once

#include <vector>

#include "core/finding.h"
#include "core/machine.h"

namespace probellm::probe {

/// What is wrong with a machine's memory or could be better, warnings first; none where it is as good as its
/// modules and channels allow, or where these aren't known.
std::vector<core::Finding> diagnose_memory(const core::Machine& machine);

}  // namespace probellm::probe
