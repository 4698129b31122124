#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/machine.h"
#include "core/result.h"
#include "probe/capture/identifiers.h"

namespace probellm::probe {

/// A NUMA node as hwloc describes it.
struct TopologyNode {
  int id = 0;
  core::Bytes memory;
  std::vector<int> cpus;
  /// What memory hwloc says it is ("HBM", "GPUMemory"); may be empty.
  std::string kind{};
};

/// CPUs that hwloc tells apart from others; name and frequency may be "" and 0.
struct TopologyKind {
  std::string name{};
  int cores = 0;
  double most_hertz = 0;
  std::vector<int> cpus{};
};

/// What hwloc says of a machine: its packages, the logical CPUs of each core that may be used, caches and
/// NUMA nodes.
struct Topology {
  int packages = 0;
  int cores = 0;
  int threads = 0;
  std::vector<std::vector<int>> allowed_cpus_by_core;
  /// The same for each cache of the last level.
  std::vector<std::vector<int>> allowed_cpus_by_cache;
  std::vector<core::Cache> caches;
  std::vector<TopologyNode> nodes;
  /// The slowest first.
  std::vector<TopologyKind> kinds{};
};

/// hwloc's topology of this machine, or of the XML export; Malformed where the export isn't one, Failed where
/// discovery fails.
core::Result<Topology> read_topology(const std::optional<std::string>& xml);

/// The same topology as an XML export; without the firmware's serial numbers and the host's name where
/// identifiers are redacted.
core::Result<std::string> export_topology(const std::optional<std::string>& xml, Identifiers identifiers);

/// The allowed CPUs, one for each core first and then their SMT siblings; an empty affinity allows all.
std::vector<int> cpus_one_per_core_first(const std::vector<std::vector<int>>& cpus_by_core,
                                         const std::vector<int>& affinity);

/// For each cache those of `ordered` that share it, in that order; caches without any are left out.
std::vector<std::vector<int>> grouped_by_cache(const std::vector<std::vector<int>>& cpus_by_cache,
                                               const std::vector<int>& ordered);

}  // namespace probellm::probe
