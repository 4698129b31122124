#pragma once

#include <string_view>
#include <vector>

#include "core/machine.h"
#include "probe/cpu/topology.h"

namespace probellm::probe {

/// The kinds of cores, the fastest first: by name in /proc/cpuinfo (Arm), by hwloc's type (Intel), else by
/// clock where they differ by more than a fifth; none where all cores are alike.
std::vector<core::CoreKind> core_kinds(std::string_view proc_cpuinfo, const std::vector<TopologyKind>& kinds);

}  // namespace probellm::probe
