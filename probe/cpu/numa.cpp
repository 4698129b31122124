#include "probe/cpu/numa.h"

#include "probe/absence.h"
#include "probe/cpu/cpu_list.h"
#include "probe/memory/meminfo.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr std::size_t kMostNodes = 1024;
const std::string kNodes = "/sys/devices/system/node";

core::Fact<core::Bytes> node_memory(const SysRoot& sys, const std::string& path) {
  const auto meminfo = sys.read(path);
  if (!meminfo) return absent_because<core::Bytes>(meminfo.error());
  const auto bytes = meminfo_field(*meminfo, "MemTotal");
  if (!bytes) return core::Fact<core::Bytes>::absent(path + " has no MemTotal");
  return core::Fact<core::Bytes>::known(*bytes, "MemTotal, " + path);
}

core::NumaNode read_node(const SysRoot& sys, int id) {
  const std::string folder = kNodes + "/node" + std::to_string(id);
  core::NumaNode node;
  node.id = id;
  node.memory = node_memory(sys, folder + "/meminfo");
  if (const auto cpus = sys.read(folder + "/cpulist")) node.cpus = parse_cpu_list(*cpus);
  if (const auto distances = sys.read(folder + "/distance")) node.distances = parse_distances(*distances);
  return node;
}

core::Numa from_topology(const Topology& topology) {
  core::Numa numa;
  for (const TopologyNode& found : topology.nodes) {
    core::NumaNode node;
    node.id = found.id;
    node.memory = core::Fact<core::Bytes>::known(found.memory, "hwloc");
    node.cpus = found.cpus;
    numa.nodes.push_back(std::move(node));
  }
  return numa;
}

/// All nodes' memory; absent where one node's isn't known.
std::optional<core::Bytes> sum_of(const core::Numa& numa) {
  core::Bytes sum;
  for (const core::NumaNode& node : numa.nodes) {
    if (!node.memory) return std::nullopt;
    sum += *node.memory;
  }
  return sum;
}

}  // namespace

core::Numa read_numa(const SysRoot& sys, const core::Result<Topology>& topology) {
  core::Numa numa;
  const auto online = sys.read(kNodes + "/online");
  if (online)
    for (const int id : parse_cpu_list(*online))
      if (numa.nodes.size() < kMostNodes) numa.nodes.push_back(read_node(sys, id));
  if (numa.nodes.empty() && topology) return from_topology(*topology);
  return numa;
}

std::vector<int> parse_distances(std::string_view text) {
  std::vector<int> distances;
  for (const std::string_view word : words_of(text))
    if (const auto number = to_number<int>(word); number && *number > 0) distances.push_back(*number);
  return distances;
}

std::optional<std::string> fix_late_initialised_nodes(core::Numa& numa,
                                                      const core::Fact<core::Bytes>& total) {
  constexpr double kBelievable = 0.97;
  const auto sum = sum_of(numa);
  if (!total || !sum || numa.nodes.empty() || *sum / *total >= kBelievable) return std::nullopt;
  const std::string lie = "the nodes claim " + in_gib(*sum) + " of the " + in_gib(*total) +
                          " that MemTotal states: the kernel is still counting their pages";
  if (numa.nodes.size() == 1) {
    numa.nodes[0].memory = core::Fact<core::Bytes>::known(*total, "MemTotal, /proc/meminfo; " + lie);
    return "MemTotal is believed for the only NUMA node: " + lie + ".";
  }
  for (core::NumaNode& node : numa.nodes)
    node.memory = core::Fact<core::Bytes>::absent(lie, "run again some minutes after boot");
  return "MemTotal is believed, the memory of each NUMA node is unknown: " + lie + ".";
}

}  // namespace probellm::probe
