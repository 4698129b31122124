#pragma once

#include <string>

#include "core/machine.h"
#include "core/result.h"
#include "probe/cpu/topology.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// Writes into each node what memory it has, and what the firmware says can be read of it.
void describe_nodes(core::Numa& numa, const SysRoot& sys, const core::Result<Topology>& topology);

/// MemTotal counts nodes that are a GPU's own memory (Grace Hopper), which the GPU is listed with: a limit
/// says what is left without them. Seen with NVIDIA's driver, which brings HBM online as a node.
void fix_gpu_memory_counted_twice(core::Memory& memory, const core::Numa& numa);

/// How a socket is divided into nodes, in its vendor's words: "NPS4" (AMD), "SNC2" (Intel), else "2 nodes a
/// socket". Absent in a virtual machine, whose nodes are the hypervisor's choice.
core::Fact<std::string> numa_clustering(const core::Numa& numa, const core::Cpu& cpu,
                                        const core::Fact<std::string>& hypervisor);

}  // namespace probellm::probe
