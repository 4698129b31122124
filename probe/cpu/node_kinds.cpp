#include "probe/cpu/node_kinds.h"

#include <algorithm>
#include <optional>

#include "probe/absence.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::BytesPerSecond;
using core::Fact;
using Kind = Fact<std::string>;

/// HMAT's number in MB/s (Linux' Documentation/ABI/stable/sysfs-devices-node).
Fact<BytesPerSecond> stated_bandwidth(const SysRoot& sys, int id) {
  const std::string path =
      "/sys/devices/system/node/node" + std::to_string(id) + "/access0/initiators/read_bandwidth";
  const auto text = sys.read_trimmed(path);
  if (!text)
    return Fact<BytesPerSecond>::absent("the firmware has no HMAT table of it: " + text.error().what);
  const auto megabytes = to_number<int>(*text);
  if (!megabytes || *megabytes <= 0) return Fact<BytesPerSecond>::absent(path + " states none");
  return Fact<BytesPerSecond>::known({*megabytes * 1e6}, "ACPI HMAT, " + path);
}

bool has_cxl_memory(const SysRoot& sys) {
  const auto names = sys.list("/sys/bus/cxl/devices");
  return names && std::any_of(names->begin(), names->end(),
                              [](const std::string& name) { return name.starts_with("mem"); });
}

std::string hwloc_kind(const core::Result<Topology>& topology, int id) {
  if (!topology) return "";
  for (const TopologyNode& node : topology->nodes)
    if (node.id == id) return node.kind;
  return "";
}

/// NVIDIA's driver names the node that a coherent GPU's memory is (Grace Hopper): "Node: 1".
std::optional<std::string> gpu_that_is(const SysRoot& sys, int id) {
  const std::string folder = "/proc/driver/nvidia/gpus";
  const auto addresses = sys.list(folder);
  if (!addresses) return std::nullopt;
  for (const std::string& address : *addresses) {
    const std::string path = folder + "/" + address + "/numa_status";
    const auto text = sys.read(path);
    const auto node = text ? value_of(*text, "Node") : std::nullopt;
    if (node && to_number<int>(*node) == id) return path;
  }
  return std::nullopt;
}

Fact<BytesPerSecond> best_of_cpu_nodes(const core::Numa& numa) {
  Fact<BytesPerSecond> best;
  for (const core::NumaNode& node : numa.nodes)
    if (!node.cpus.empty() && node.stated_bandwidth && (!best || *node.stated_bandwidth > *best))
      best = node.stated_bandwidth;
  return best;
}

/// Memory without CPUs: HBM is faster than what the CPUs have, CXL slower.
Kind kind_without_cpus(const core::Numa& numa, const core::NumaNode& node, const SysRoot& sys,
                       const core::Result<Topology>& topology) {
  if (const auto path = gpu_that_is(sys, node.id)) return Kind::known("GPU memory", *path);
  const std::string named = hwloc_kind(topology, node.id);
  if (named == "GPUMemory") return Kind::known("GPU memory", "hwloc");
  if (!named.empty()) return Kind::known(named, "hwloc");
  const auto cpus_best = best_of_cpu_nodes(numa);
  if (node.stated_bandwidth && cpus_best && *node.stated_bandwidth > *cpus_best)
    return Kind::known(
        "HBM", "it has no CPUs and more bandwidth than nodes with CPUs, " + node.stated_bandwidth.source());
  if (has_cxl_memory(sys)) return Kind::known("CXL", "it has no CPUs, and /sys/bus/cxl/devices shows memory");
  if (node.stated_bandwidth && cpus_best)
    return Kind::known(
        "CXL", "it has no CPUs and less bandwidth than nodes with CPUs, " + node.stated_bandwidth.source());
  return Kind::absent("it has no CPUs, and the firmware has no HMAT table that would tell HBM from CXL");
}

Kind kind_of(const core::Numa& numa, const core::NumaNode& node, const SysRoot& sys,
             const core::Result<Topology>& topology) {
  if (node.memory && node.memory->value == 0) return Kind::known("none", node.memory.source());
  if (node.cpus.empty()) return kind_without_cpus(numa, node, sys, topology);
  const std::string named = hwloc_kind(topology, node.id);
  return named.empty() ? Kind::known("DRAM", "it has CPUs") : Kind::known(named, "hwloc");
}

int caches_of_last_level(const core::Cpu& cpu) {
  int level = 0;
  int count = 0;
  for (const core::Cache& cache : cpu.caches) {
    if (cache.level > level) count = 0;
    level = std::max(level, cache.level);
    if (cache.level == level) count += cache.count;
  }
  return count;
}

std::string amd_name(int nodes_a_socket, int caches_a_socket) {
  const bool is_nps = nodes_a_socket == 1 || nodes_a_socket == 2 || nodes_a_socket == 4;
  if (!is_nps && nodes_a_socket == caches_a_socket) return "each L3 a node";
  return "NPS" + std::to_string(nodes_a_socket);
}

std::string intel_name(int nodes_a_socket) {
  return nodes_a_socket == 1 ? "SNC off" : "SNC" + std::to_string(nodes_a_socket);
}

std::string plain_name(int nodes_a_socket) {
  return nodes_a_socket == 1 ? "one node a socket" : std::to_string(nodes_a_socket) + " nodes a socket";
}

}  // namespace

void describe_nodes(core::Numa& numa, const SysRoot& sys, const core::Result<Topology>& topology) {
  for (core::NumaNode& node : numa.nodes) node.stated_bandwidth = stated_bandwidth(sys, node.id);
  for (core::NumaNode& node : numa.nodes) node.kind = kind_of(numa, node, sys, topology);
}

void fix_gpu_memory_counted_twice(core::Memory& memory, const core::Numa& numa) {
  core::Bytes on_gpus;
  for (const core::NumaNode& node : numa.nodes)
    if (node.kind && *node.kind == "GPU memory" && node.memory) on_gpus += *node.memory;
  if (on_gpus.value == 0 || !memory.total || on_gpus >= *memory.total) return;
  const core::MemoryLimit limit{"GPU memory", *memory.total - on_gpus,
                                in_gib(on_gpus) + " of MemTotal are the GPU's own memory"};
  memory.limits.push_back(limit);
  if (memory.usable && limit.bytes < *memory.usable)
    memory.usable = Fact<core::Bytes>::known(limit.bytes, limit.name + ", " + limit.source);
}

Kind numa_clustering(const core::Numa& numa, const core::Cpu& cpu, const Kind& hypervisor) {
  if (hypervisor) return Kind::absent("a virtual machine's nodes are the hypervisor's choice");
  if (!cpu.sockets) return absent_like<std::string>(cpu.sockets);
  const auto nodes = static_cast<int>(std::count_if(
      numa.nodes.begin(), numa.nodes.end(), [](const core::NumaNode& node) { return !node.cpus.empty(); }));
  if (nodes == 0) return Kind::absent("no NUMA nodes with CPUs were listed");
  const std::string source = std::to_string(nodes) + (nodes == 1 ? " node" : " nodes") + " with CPUs, " +
                             std::to_string(*cpu.sockets) + (*cpu.sockets == 1 ? " socket" : " sockets");
  const std::string model = cpu.model ? *cpu.model : "";
  const bool is_amd =
      model.find("EPYC") != std::string::npos || model.find("Threadripper") != std::string::npos;
  if (nodes < *cpu.sockets) return Kind::known(is_amd ? "NPS0" : "one node for all sockets", source);
  if (nodes % *cpu.sockets != 0)
    return Kind::absent("the sockets have different numbers of nodes: " + source);
  const int each = nodes / *cpu.sockets;
  if (is_amd) return Kind::known(amd_name(each, caches_of_last_level(cpu) / *cpu.sockets), source);
  if (model.find("Xeon") != std::string::npos) return Kind::known(intel_name(each), source);
  return Kind::known(plain_name(each), source);
}

}  // namespace probellm::probe
