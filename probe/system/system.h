#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/machine.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// What the system is set to: pages, NUMA, swap, clocks, steal, ZFS.
core::System read_system(const SysRoot& sys);

/// The word in brackets of "always [madvise] never"; empty where there is none.
std::string_view chosen_word(std::string_view text);

/// One sentence for each setting that slows inference on that machine, with the command that mends it.
std::vector<std::string> notes_on_system(const core::Machine& machine);

}  // namespace probellm::probe
