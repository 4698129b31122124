#pragma once

#include <vector>

#include "core/machine.h"

namespace probellm::bench {

/// The workers of a team that run on the CPUs of one NUMA node.
struct NodeWorkers {
  int node = 0;
  std::vector<int> workers;
};

/// For each list of CPUs the workers that run there, worker i running on team_cpus[i]; lists without any are
/// left out.
std::vector<std::vector<int>> workers_on(const std::vector<std::vector<int>>& cpu_lists,
                                         const std::vector<int>& team_cpus);

/// The nodes that have workers, in order; those without CPUs, or of whose CPUs none may be used, are left
/// out.
std::vector<NodeWorkers> workers_by_node(const core::Numa& numa, const std::vector<int>& team_cpus);

/// Every worker by its node; those of no known node together in a last group.
std::vector<std::vector<int>> all_workers_by_node(const core::Numa& numa, const std::vector<int>& team_cpus);

}  // namespace probellm::bench
