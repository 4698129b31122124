#include "probe/probe.h"

#include "probe/cpu/cpu.h"
#include "probe/cpu/node_kinds.h"
#include "probe/cpu/numa.h"
#include "probe/cpu/topology.h"
#include "probe/devices/disk.h"
#include "probe/gpu/gpu.h"
#include "probe/memory/bandwidth.h"
#include "probe/memory/channels.h"
#include "probe/memory/diagnose_memory.h"
#include "probe/memory/dimms.h"
#include "probe/memory/installed.h"
#include "probe/memory/memory.h"
#include "probe/system/hypervisor.h"
#include "probe/system/limits.h"
#include "probe/system/sysctl.h"
#include "probe/system/system.h"

namespace probellm::probe {
namespace {

core::Host read_host(const Sources& sources) {
  const ProcessFacts& process = sources.process;
  return {process.host_name, process.os, process.kernel, process.is_root, read_hypervisor(sources.sys)};
}

/// What is known of the memory of a CPU by its name.
void add_cpu_memory(core::Cpu& cpu, const Sources& sources) {
  const std::string reason = "no profile of this CPU says it";
  CpuMemory memory{core::Fact<int>::absent(reason), core::Fact<double>::absent(reason)};
  if (cpu.model && sources.cpu_memory) memory = sources.cpu_memory(*cpu.model);
  cpu.memory_channels = memory.channels;
  cpu.memory_transfers_per_second = memory.transfers_per_second;
}

core::Memory read_whole_memory(const Sources& sources, const core::Cpu& cpu,
                               const core::Fact<std::string>& hypervisor) {
  core::Memory memory = read_memory(sources);
  const SlotSources slot_sources = read_slot_sources(sources);
  const auto slots = memory_slots(slot_sources);
  const bool is_file = sources.dmi_table.has_value();
  describe_dimms(memory, slots);
  describe_channels(memory, slots, cpu, is_file ? core::Fact<std::string>() : hypervisor);
  describe_bandwidth(memory);
  memory.installed = installed_memory(sources.sys, slots);
  memory.errors = memory_errors(slot_sources.edac);
  return memory;
}

core::Limits read_limits(const Sources& sources, const core::Result<Topology>& topology) {
  const auto& affinity = sources.process.affinity;
  core::Limits limits;
  if (topology) limits.cpus = cpus_one_per_core_first(topology->allowed_cpus_by_core, affinity);
  if (limits.cpus.empty()) limits.cpus = affinity;
  if (topology) limits.cpus_by_cache = grouped_by_cache(topology->allowed_cpus_by_cache, limits.cpus);
  limits.cpu_quota = read_cpu_quota(sources.sys);
  return limits;
}

void add(std::vector<std::string>& notes, std::optional<std::string> note) {
  if (note) notes.push_back(std::move(*note));
}

core::Machine read_mac(const Sources& sources) {
  core::Machine machine = machine_of_sysctl(*sources.sysctl);
  add_cpu_memory(machine.cpu, sources);
  const ProcessFacts& process = sources.process;
  machine.live = sources.live;
  machine.host = {process.host_name, process.os, process.kernel, process.is_root, machine.host.hypervisor};
  return machine;
}

}  // namespace

core::Machine read_machine(const Sources& sources) {
  if (sources.sysctl) return read_mac(sources);
  const auto topology = read_topology(sources.topology_xml);
  core::Machine machine;
  machine.live = sources.live;
  machine.host = read_host(sources);
  machine.cpu = read_cpu(sources.sys, topology);
  machine.numa = read_numa(sources.sys, topology);
  describe_nodes(machine.numa, sources.sys, topology);
  machine.numa.clustering = numa_clustering(machine.numa, machine.cpu, machine.host.hypervisor);
  add_cpu_memory(machine.cpu, sources);
  machine.memory = read_whole_memory(sources, machine.cpu, machine.host.hypervisor);
  fix_gpu_memory_counted_twice(machine.memory, machine.numa);
  machine.gpus = read_gpus(sources);
  machine.disks = read_disks(sources);
  machine.limits = read_limits(sources, topology);
  machine.system = read_system(sources.sys);
  add(machine.notes, fix_late_initialised_nodes(machine.numa, machine.memory.total));
  machine.memory.findings = diagnose_memory(machine);
  for (std::string& note : notes_on_gpus(machine)) machine.notes.push_back(std::move(note));
  for (std::string& note : notes_on_system(machine)) machine.notes.push_back(std::move(note));
  return machine;
}

}  // namespace probellm::probe
