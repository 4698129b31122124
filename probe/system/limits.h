#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/fact.h"
#include "core/machine.h"
#include "probe/sources.h"

namespace probellm::probe {

/// The texts of one cgroup's files; usage and statistics may be empty.
struct CgroupMemory {
  std::string_view limit;
  std::string_view usage;
  std::string_view statistics;
};

/// What a version 2 group leaves to a new process: its limit less its use, page cache given back; absent
/// where it has no limit.
std::optional<core::Bytes> left_in_cgroup_v2(const CgroupMemory& group);
/// The same for version 1, where a limit near 2^63 means none.
std::optional<core::Bytes> left_in_cgroup_v1(const CgroupMemory& group);

/// CPUs of a version 2 "quota period" text; absent where it is "max".
std::optional<double> cpu_quota_v2(std::string_view cpu_max);
/// CPUs of version 1's quota and period in microseconds; absent where the quota is -1.
std::optional<double> cpu_quota_v1(std::string_view quota, std::string_view period);

/// Every limit that leaves this process less memory than `total`: cgroups up to their root, RLIMIT_AS.
std::vector<core::MemoryLimit> read_memory_limits(const Sources& sources, core::Bytes total);

/// The least CPU quota of this process's cgroups, in CPUs.
core::Fact<double> read_cpu_quota(const SysRoot& sys);

}  // namespace probellm::probe
