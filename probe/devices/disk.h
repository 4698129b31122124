#pragma once

#include <string>
#include <vector>

#include "core/machine.h"
#include "probe/devices/mounts.h"
#include "probe/sources.h"

namespace probellm::probe {

/// The mounts that could hold weights: writable, on a block device, a pool, the network or a container's
/// root; one for each device, the one with the shortest path.
std::vector<Mount> mounts_for_weights(const std::vector<Mount>& mounts);

/// The mount that holds a path: the longest mount point above it, the latest of equals; none where no mount
/// is.
std::vector<Mount> mount_holding(const std::vector<Mount>& mounts, const std::string& path);

/// The filesystems for weights, the most free space first; only the one that holds weights_dir where that is
/// given.
std::vector<core::Disk> read_disks(const Sources& sources);

}  // namespace probellm::probe
