#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/machine.h"
#include "core/result.h"
#include "probe/cpu/topology.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The processor's name in the text of /proc/cpuinfo; absent where it states none.
core::Fact<std::string> cpu_model(std::string_view proc_cpuinfo);

/// The instruction sets that matter to inference, out of the flags (x86) or features (Arm) in /proc/cpuinfo.
std::vector<std::string> cpu_instruction_sets(std::string_view proc_cpuinfo);

/// The processors: name and instruction sets from /proc, counts and caches from hwloc.
core::Cpu read_cpu(const SysRoot& sys, const core::Result<Topology>& topology);

}  // namespace probellm::probe
