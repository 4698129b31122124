#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/machine.h"
#include "core/result.h"
#include "probe/cpu/topology.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The NUMA nodes that Linux lists in /sys, or else hwloc's; none where neither knows any.
core::Numa read_numa(const SysRoot& sys, const core::Result<Topology>& topology);

/// The numbers of a node's distance file.
std::vector<int> parse_distances(std::string_view text);

/// Nodes that claim much less memory than the kernel manages: kernels that initialise memory late (6.x in
/// small VMs) count up the nodes' pages for minutes, while MemTotal is right from the start. Seen: a node
/// of 4.3 GiB where MemTotal is 23.5 GiB. Returns the note for the user.
std::optional<std::string> fix_late_initialised_nodes(core::Numa& numa, const core::Fact<core::Bytes>& total);

}  // namespace probellm::probe
