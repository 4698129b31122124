#pragma once

#include <optional>
#include <vector>

#include "core/machine.h"
#include "core/units.h"

namespace probellm::estimator {

/// Memory of the host that a process may use: what was found usable, else the total less what a kernel keeps
/// for itself. Absent where neither is known.
std::optional<core::Bytes> host_budget(const core::Machine& machine);

/// Part of the budget that is left to the system: 2 % of it, at least 0.5 GiB and at most 8 GiB.
core::Bytes host_reserve(core::Bytes budget);

/// Video memory of each GPU that an engine may fill; GPUs of unknown memory are left out.
std::vector<core::Bytes> vram_budgets(const core::Machine& machine);

/// The next size that servers are sold with whose usable part holds `need` beside the system's reserve;
/// absent where `need` is beyond any.
std::optional<core::Bytes> installed_memory_for(core::Bytes need);

}  // namespace probellm::estimator
