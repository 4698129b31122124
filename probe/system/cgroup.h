#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probe/devices/mounts.h"

namespace probellm::probe {

/// The folders of this process's cgroup in version 2, from its own up to the mount point; none where version
/// 2 isn't mounted.
std::vector<std::string> cgroup_v2_folders(std::string_view proc_self_cgroup,
                                           const std::vector<Mount>& mounts);

/// The same for a controller of version 1, such as "memory" or "cpu".
std::vector<std::string> cgroup_v1_folders(std::string_view proc_self_cgroup,
                                           const std::vector<Mount>& mounts, std::string_view controller);

}  // namespace probellm::probe
