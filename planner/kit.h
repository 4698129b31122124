#pragma once

#include <optional>
#include <vector>

#include "core/machine_spec.h"
#include "core/parts.h"
#include "core/result.h"

namespace probellm::planner {

/// The CPU with the most cores of those that a platform takes; absent where none is known.
std::optional<core::CpuSpec> cpu_for(const core::Platform& platform, const std::vector<core::CpuSpec>& cpus);

/// The machine that a kit in a platform makes, at the speed that platform and CPU let it run; Malformed with
/// the reason where it doesn't go in.
core::Result<core::MachineSpec> kit_in(const core::Kit& kit, const core::Platform& platform,
                                       const core::CpuSpec& cpu);

}  // namespace probellm::planner
