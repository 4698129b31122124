#include "tests/probe/machine_summary.h"

#include <cstdio>

namespace probellm::probe {
namespace {

std::string written(const std::string& text) { return text; }
std::string written(int number) { return std::to_string(number); }
std::string written(core::Bytes bytes) { return std::to_string(bytes.value) + " B"; }
std::string written(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}
std::string written(core::BytesPerSecond rate) { return written(rate.value / core::kGB) + " GB/s"; }
std::string written(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

std::string line(const std::string& name, const std::string& value) { return name + ": " + value + "\n"; }

template <class T>
std::string absence(const core::Fact<T>& fact) {
  return "absent (" + fact.reason() + ")" + (fact.remedy().empty() ? "" : " -> " + fact.remedy());
}

template <class T>
std::string line(const std::string& name, const core::Fact<T>& fact) {
  return line(name, fact ? written(*fact) + " [" + fact.source() + "]" : absence(fact));
}

std::string cpu_lines(const core::Cpu& cpu) {
  std::string text = line("cpu", cpu.model) + line("sockets", cpu.sockets) + line("cores", cpu.cores) +
                     line("threads", cpu.threads);
  std::string isa;
  for (const std::string& set : cpu.isa) isa += " " + set;
  text += "isa:" + isa + "\n";
  for (const core::Cache& cache : cpu.caches)
    text +=
        line("L" + std::to_string(cache.level), std::to_string(cache.count) + " x " + written(cache.size) +
                                                    " for " + std::to_string(cache.cpus_each) + " cpus");
  for (const core::CoreKind& kind : cpu.core_kinds)
    text += line("kind " + kind.name, std::to_string(kind.cores) + " cores, cpus " + written(kind.cpus)) +
            line("    clock", kind.most_hertz);
  return text + line("smt", cpu.smt);
}

std::string numa_lines(const core::Numa& numa) {
  std::string text;
  for (const core::NumaNode& node : numa.nodes) {
    const std::string name = "node " + std::to_string(node.id);
    text += line(name + " memory", node.memory) + line(name + " cpus", written(node.cpus)) +
            line(name + " distances", written(node.distances)) + line(name + " kind", node.kind) +
            line(name + " stated bandwidth", node.stated_bandwidth);
  }
  return text + line("clustering", numa.clustering);
}

/// What is known of a module beyond its speeds, in one line.
std::string known_words(const core::Dimm& dimm) {
  std::string words;
  if (dimm.data_width_bits) words += written(*dimm.data_width_bits) + " bits";
  for (const auto& word : {dimm.form_factor, dimm.technology, dimm.buffering})
    if (word) words += ", " + *word;
  if (dimm.volts) words += ", " + written(*dimm.volts) + " V";
  return words;
}

std::string dimm_lines(const core::Memory& memory) {
  if (!memory.dimms) return line("dimms", absence(memory.dimms));
  std::string text = line("dimms", std::to_string(memory.dimms->size()) + " [" + memory.dimms.source() + "]");
  for (const core::Dimm& dimm : *memory.dimms)
    text += line("  " + dimm.locator + " | " + dimm.bank,
                 written(dimm.size) + " " + dimm.type + " " + dimm.manufacturer + " " + dimm.part_number) +
            line("    rated", dimm.rated_transfers_per_second) +
            line("    configured", dimm.configured_transfers_per_second) + line("    ranks", dimm.ranks) +
            line("    is", known_words(dimm));
  return text;
}

std::string channel_lines(const core::Memory& memory) {
  std::string text;
  for (const core::MemorySocket& socket : memory.sockets)
    text += line("memory of socket " + std::to_string(socket.id), socket.label) +
            line("    populated", socket.populated_channels) +
            line("    possible", socket.possible_channels) +
            line("    bandwidth", socket.theoretical_bandwidth);
  for (const core::Channel& channel : memory.channels.each) {
    std::string empty;
    for (const std::string& slot : channel.empty_slots) empty += ", empty " + slot;
    text += line("channel " + std::to_string(channel.socket) + " " + channel.name,
                 "dimms " + written(channel.dimms) + empty);
  }
  return text;
}

std::string finding_lines(const core::Memory& memory) {
  std::string text = line("errors", memory.errors ? std::to_string(memory.errors->size()) + " places [" +
                                                        memory.errors.source() + "]"
                                                  : absence(memory.errors));
  for (const core::Finding& finding : memory.findings) {
    const char* severity = finding.severity == core::Severity::Warning ? "warning " : "note ";
    text += line(severity + finding.id,
                 finding.sentence + "; " + finding.fix +
                     (finding.cost_percent ? "; " + written(*finding.cost_percent) + " %" : ""));
  }
  return text;
}

std::string memory_lines(const core::Memory& memory) {
  std::string text = line("memory total", memory.total) + line("memory available", memory.available) +
                     line("memory usable", memory.usable);
  for (const core::MemoryLimit& limit : memory.limits)
    text += line("limit " + limit.name, written(limit.bytes) + " [" + limit.source + "]");
  return text + line("memory type", memory.type) + line("slots", memory.slots) +
         line("channels populated", memory.channels.populated) +
         line("channels possible", memory.channels.possible) +
         line("theoretical bandwidth", memory.theoretical_bandwidth) + line("installed", memory.installed) +
         dimm_lines(memory) + channel_lines(memory) + finding_lines(memory);
}

std::string link_line(const core::PcieLink& link) {
  if (!link.lanes) return line("    link", absence(link.lanes));
  const auto count = [](const core::Fact<int>& fact) { return fact ? std::to_string(*fact) : "?"; };
  return line("    link", count(link.generation) + ".0 x" + count(link.lanes) + " of " +
                              count(link.most_generation) + ".0 x" + count(link.most_lanes) + " [" +
                              link.lanes.source() + "]");
}

std::string gpu_lines(const core::Fact<std::vector<core::Gpu>>& gpus) {
  if (!gpus) return line("gpus", absence(gpus));
  std::string text = line("gpus", std::to_string(gpus->size()) + " [" + gpus.source() + "]");
  for (const core::Gpu& gpu : *gpus)
    text += line("  " + gpu.pci_address, gpu.vendor + ", " + gpu.name) + line("    vram", gpu.vram_total) +
            line("    free", gpu.vram_free) + line("    bandwidth", gpu.vram_bandwidth) +
            line("    driver", gpu.driver) + line("    cuda", gpu.cuda_version) +
            line("    bus bits", gpu.memory_bus_bits) + line("    memory clock", gpu.memory_clock_hertz) +
            line("    ecc", gpu.ecc) + line("    mig", gpu.mig) + link_line(gpu.link) +
            line("    peer links", gpu.peer_links) + line("    unified", gpu.unified) +
            line("    shared", gpu.shared_memory);
  return text;
}

std::string cache_group_lines(const core::Limits& limits) {
  std::string text;
  for (const auto& cpus : limits.cpus_by_cache) text += line("share a cache", written(cpus));
  return text;
}

std::string disk_lines(const std::vector<core::Disk>& disks) {
  std::string text;
  for (const core::Disk& disk : disks)
    text += line("disk " + disk.mount_point, disk.filesystem + " on " + disk.device) +
            line("    kind", disk.kind) + line("    total", disk.total) + line("    free", disk.free) +
            line("    model", disk.model) + link_line(disk.link);
  return text;
}

std::string system_lines(const core::System& system) {
  return line("huge page reserve", system.huge_page_reserve) +
         line("transparent huge pages", system.transparent_huge_pages) +
         line("zone reclaim mode", system.zone_reclaim_mode) + line("numa balancing", system.numa_balancing) +
         line("swap total", system.swap_total) + line("swap used", system.swap_used) +
         line("governor", system.governor) + line("frequency driver", system.frequency_driver) +
         line("energy preference", system.energy_preference) + line("clocksource", system.clocksource) +
         line("steal", system.steal_fraction) + line("zfs cache", system.zfs_cache) +
         line("zfs cache at most", system.zfs_cache_most);
}

}  // namespace

std::string summary_of(const core::Machine& machine) {
  std::string text = line("hypervisor", machine.host.hypervisor) + cpu_lines(machine.cpu) +
                     numa_lines(machine.numa) + memory_lines(machine.memory) + gpu_lines(machine.gpus) +
                     disk_lines(machine.disks) + line("may use cpus", written(machine.limits.cpus)) +
                     cache_group_lines(machine.limits) + line("cpu quota", machine.limits.cpu_quota) +
                     system_lines(machine.system);
  for (const std::string& note : machine.notes) text += line("note", note);
  return text;
}

}  // namespace probellm::probe
