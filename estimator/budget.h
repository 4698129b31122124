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

/// Memory that a GPU works in: its own, with what it may use of the machine's, or where it has none of its
/// own nine tenths of the machine's; absent where that isn't known.
std::optional<core::Bytes> gpu_memory(const core::Machine& machine, const core::Gpu& gpu);

/// Whether all its GPUs work in the machine's own memory, so that nothing is gained by leaving weights there.
bool is_unified(const core::Machine& machine);

/// Video memory of each GPU that an engine may fill; GPUs of unknown memory are left out.
std::vector<core::Bytes> vram_budgets(const core::Machine& machine);

/// The next size that servers are sold with whose usable part holds `need` beside the system's reserve;
/// absent where `need` is beyond any.
std::optional<core::Bytes> installed_memory_for(core::Bytes need);

}  // namespace probellm::estimator
