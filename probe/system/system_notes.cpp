#include <algorithm>
#include <array>
#include <cstdio>

#include "probe/system/system.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Machine;
using core::System;
using Notes = std::vector<std::string>;

/// Drivers whose "powersave" still clocks up under load (Linux' admin-guide/pm/intel_pstate and amd-pstate).
bool clocks_up_by_itself(const System& system) {
  const std::string driver = system.frequency_driver ? *system.frequency_driver : "";
  return driver == "intel_pstate" || driver == "amd-pstate-epp" || driver == "amd_pstate_epp";
}

void note_clocks(Notes& notes, const System& system) {
  constexpr const char* kFix = "run: cpupower frequency-set -g performance";
  if (system.governor && system.governor->find("powersave") != std::string::npos &&
      !clocks_up_by_itself(system))
    notes.push_back(std::string("The governor powersave holds the CPUs at their lowest clock; ") + kFix +
                    ".");
  if (system.energy_preference && *system.energy_preference == "power")
    notes.push_back(
        "The CPUs are set to save power before speed; run: echo balance_performance | tee "
        "/sys/devices/system/cpu/cpufreq/policy*/energy_performance_preference.");
}

void note_numa(Notes& notes, const Machine& machine) {
  const System& system = machine.system;
  const auto nodes = std::count_if(machine.numa.nodes.begin(), machine.numa.nodes.end(),
                                   [](const core::NumaNode& node) { return !node.cpus.empty(); });
  if (nodes > 1 && system.numa_balancing && *system.numa_balancing != 0)
    notes.push_back(
        "numa_balancing is on: the kernel keeps unmapping a model's pages to see who reads them; run: sysctl "
        "kernel.numa_balancing=0.");
  if (nodes > 1 && system.zone_reclaim_mode && *system.zone_reclaim_mode != 0)
    notes.push_back(
        "zone_reclaim_mode is on: a node drops its cached files before it takes memory of another; run: "
        "sysctl "
        "vm.zone_reclaim_mode=0.");
}

void note_nodes(Notes& notes, const core::Numa& numa) {
  for (const core::NumaNode& node : numa.nodes) {
    const std::string name = "Node " + std::to_string(node.id);
    if (node.memory && node.memory->value == 0 && !node.cpus.empty())
      notes.push_back(name +
                      " has CPUs and no memory: they read what lies at other nodes; put DIMMs there too.");
    if (node.kind && *node.kind == "CXL")
      notes.push_back(name +
                      " is CXL memory, which counts as RAM and is slower; keep a model out of it with " +
                      "numactl --membind=NODES.");
  }
}

void note_memory(Notes& notes, const Machine& machine) {
  constexpr core::Bytes kMuchSwapped{core::kGiB};
  constexpr double kMuchCached = 0.1;
  const System& system = machine.system;
  if (system.swap_used && *system.swap_used >= kMuchSwapped)
    notes.push_back(in_gib(*system.swap_used) +
                    " are swapped out: memory is or was short; run: swapoff -a before loading a model.");
  if (system.transparent_huge_pages && *system.transparent_huge_pages == "never")
    notes.push_back(
        "Transparent huge pages are off: weights lie on 4 KiB pages; run: echo madvise > "
        "/sys/kernel/mm/transparent_hugepage/enabled.");
  if (system.zfs_cache && machine.memory.total && *system.zfs_cache / *machine.memory.total > kMuchCached)
    notes.push_back("ZFS caches " + in_gib(*system.zfs_cache) +
                    ", which counts as used until it gives them back; run: echo BYTES > "
                    "/sys/module/zfs/parameters/zfs_arc_max.");
}

void note_time(Notes& notes, const System& system) {
  constexpr std::array<std::string_view, 3> kSlow = {"hpet", "acpi_pm", "jiffies"};
  constexpr double kMuchStolen = 0.02;
  if (system.clocksource && std::find(kSlow.begin(), kSlow.end(), *system.clocksource) != kSlow.end())
    notes.push_back(
        "The clock is read from " + *system.clocksource +
        ", which takes a microsecond; see `dmesg | grep -i clocksource` for why tsc was given up.");
  if (system.steal_fraction && *system.steal_fraction > kMuchStolen) {
    char text[112];
    std::snprintf(text, sizeof text,
                  "The hypervisor gave %.0f %% of the CPU time since boot to other guests.",
                  100 * *system.steal_fraction);
    notes.emplace_back(text);
  }
}

}  // namespace

Notes notes_on_system(const Machine& machine) {
  Notes notes;
  note_clocks(notes, machine.system);
  note_numa(notes, machine);
  note_nodes(notes, machine.numa);
  note_memory(notes, machine);
  note_time(notes, machine.system);
  return notes;
}

}  // namespace probellm::probe
