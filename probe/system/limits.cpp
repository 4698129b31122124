#include "probe/system/limits.h"

#include <algorithm>
#include <string>

#include "probe/system/cgroup.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

/// The cgroup folders of this process by version.
struct CgroupFolders {
  std::vector<std::string> v2;
  std::vector<std::string> v1;
};

CgroupFolders find_cgroups(const SysRoot& sys, std::string_view controller) {
  const auto own = sys.read("/proc/self/cgroup");
  const auto mounts = sys.read("/proc/self/mountinfo");
  if (!own || !mounts) return {};
  const auto table = parse_mountinfo(*mounts);
  return {cgroup_v2_folders(*own, table), cgroup_v1_folders(*own, table, controller)};
}

std::string text_or_empty(const SysRoot& sys, const std::string& path) {
  const auto text = sys.read_trimmed(path);
  return text ? *text : "";
}

core::Bytes statistic(std::string_view statistics, std::string_view key) {
  const auto value = value_of(statistics, key, ' ');
  return value ? to_bytes(*value).value_or(core::Bytes{}) : core::Bytes{};
}

/// Page cache counts as used, but the kernel takes it back before it refuses memory.
core::Bytes left(core::Bytes limit, std::string_view usage, core::Bytes cache) {
  const core::Bytes used = to_bytes(usage).value_or(core::Bytes{});
  const core::Bytes held = std::max(used - std::min(cache, used), core::Bytes{});
  return std::max(limit - held, core::Bytes{});
}

void add(std::vector<core::MemoryLimit>& limits, std::optional<core::Bytes> bytes, const std::string& name,
         const std::string& source, core::Bytes total) {
  if (bytes && *bytes < total) limits.push_back({name, *bytes, source});
}

void add_v2(std::vector<core::MemoryLimit>& limits, const SysRoot& sys, const std::string& folder,
            core::Bytes total) {
  for (const std::string name : {"memory.max", "memory.high"}) {
    const std::string limit = text_or_empty(sys, folder + "/" + name);
    if (limit.empty() || limit == "max") continue;
    const std::string usage = text_or_empty(sys, folder + "/memory.current");
    const std::string statistics = text_or_empty(sys, folder + "/memory.stat");
    add(limits, left_in_cgroup_v2({limit, usage, statistics}), "cgroup " + name, folder + "/" + name, total);
  }
}

void add_v1(std::vector<core::MemoryLimit>& limits, const SysRoot& sys, const std::string& folder,
            core::Bytes total) {
  const std::string limit = text_or_empty(sys, folder + "/memory.limit_in_bytes");
  const std::string usage = text_or_empty(sys, folder + "/memory.usage_in_bytes");
  const std::string statistics = text_or_empty(sys, folder + "/memory.stat");
  add(limits, left_in_cgroup_v1({limit, usage, statistics}), "cgroup memory.limit_in_bytes",
      folder + "/memory.limit_in_bytes", total);
}

std::optional<double> cpus_of(std::string_view quota, std::string_view period) {
  const auto quota_us = to_number<std::int64_t>(trimmed(quota));
  const auto period_us = to_number<std::int64_t>(trimmed(period));
  if (!quota_us || !period_us || *quota_us <= 0 || *period_us <= 0) return std::nullopt;
  return static_cast<double>(*quota_us) / static_cast<double>(*period_us);
}

void keep_least(core::Fact<double>& least, std::optional<double> quota, const std::string& source) {
  if (quota && (!least || *quota < *least)) least = core::Fact<double>::known(*quota, source);
}

}  // namespace

std::optional<core::Bytes> left_in_cgroup_v2(const CgroupMemory& group) {
  const auto limit = to_bytes(trimmed(group.limit));
  if (!limit) return std::nullopt;
  return left(*limit, trimmed(group.usage),
              statistic(group.statistics, "inactive_file") + statistic(group.statistics, "active_file"));
}

std::optional<core::Bytes> left_in_cgroup_v1(const CgroupMemory& group) {
  const auto limit = to_bytes(trimmed(group.limit));
  if (!limit) return std::nullopt;
  return left(
      *limit, trimmed(group.usage),
      statistic(group.statistics, "total_inactive_file") + statistic(group.statistics, "total_active_file"));
}

std::optional<double> cpu_quota_v2(std::string_view cpu_max) {
  const auto words = words_of(cpu_max);
  return words.size() == 2 ? cpus_of(words[0], words[1]) : std::nullopt;
}

std::optional<double> cpu_quota_v1(std::string_view quota, std::string_view period) {
  return cpus_of(quota, period);
}

std::vector<core::MemoryLimit> read_memory_limits(const Sources& sources, core::Bytes total) {
  std::vector<core::MemoryLimit> limits;
  const CgroupFolders folders = find_cgroups(sources.sys, "memory");
  for (const std::string& folder : folders.v2) add_v2(limits, sources.sys, folder, total);
  for (const std::string& folder : folders.v1) add_v1(limits, sources.sys, folder, total);
  add(limits, sources.process.address_space_limit, "address-space limit", "RLIMIT_AS (ulimit -v)", total);
  return limits;
}

core::Fact<double> read_cpu_quota(const SysRoot& sys) {
  auto least = core::Fact<double>::absent("no cgroup of this process has a CPU quota");
  const CgroupFolders folders = find_cgroups(sys, "cpu");
  for (const std::string& folder : folders.v2)
    keep_least(least, cpu_quota_v2(text_or_empty(sys, folder + "/cpu.max")), folder + "/cpu.max");
  for (const std::string& folder : folders.v1)
    keep_least(least,
               cpu_quota_v1(text_or_empty(sys, folder + "/cpu.cfs_quota_us"),
                            text_or_empty(sys, folder + "/cpu.cfs_period_us")),
               folder + "/cpu.cfs_quota_us");
  return least;
}

}  // namespace probellm::probe
