#include "bench/threads/worker_groups.h"

#include <algorithm>
#include <utility>

namespace probellm::bench {
namespace {

std::vector<int> workers_of(const std::vector<int>& cpus, const std::vector<int>& team_cpus) {
  std::vector<int> workers;
  for (std::size_t i = 0; i < team_cpus.size(); ++i)
    if (std::find(cpus.begin(), cpus.end(), team_cpus[i]) != cpus.end())
      workers.push_back(static_cast<int>(i));
  return workers;
}

}  // namespace

std::vector<std::vector<int>> workers_on(const std::vector<std::vector<int>>& cpu_lists,
                                         const std::vector<int>& team_cpus) {
  std::vector<std::vector<int>> groups;
  for (const auto& cpus : cpu_lists)
    if (auto workers = workers_of(cpus, team_cpus); !workers.empty()) groups.push_back(std::move(workers));
  return groups;
}

std::vector<NodeWorkers> workers_by_node(const core::Numa& numa, const std::vector<int>& team_cpus) {
  std::vector<NodeWorkers> nodes;
  for (const core::NumaNode& node : numa.nodes)
    if (auto workers = workers_of(node.cpus, team_cpus); !workers.empty())
      nodes.push_back({node.id, std::move(workers)});
  return nodes;
}

std::vector<std::vector<int>> all_workers_by_node(const core::Numa& numa, const std::vector<int>& team_cpus) {
  std::vector<std::vector<int>> groups;
  std::vector<bool> placed(team_cpus.size());
  for (NodeWorkers& node : workers_by_node(numa, team_cpus)) {
    for (const int worker : node.workers) placed[static_cast<std::size_t>(worker)] = true;
    groups.push_back(std::move(node.workers));
  }
  std::vector<int> rest;
  for (std::size_t i = 0; i < placed.size(); ++i)
    if (!placed[i]) rest.push_back(static_cast<int>(i));
  if (!rest.empty()) groups.push_back(std::move(rest));
  return groups;
}

}  // namespace probellm::bench
