#include "report/machine_text.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <vector>

#include "report/amounts.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Bytes;
using core::Fact;
using core::Machine;
using Lines = std::vector<MachineLine>;

template <class T>
std::string unknown(const Fact<T>& fact) {
  const std::string how = fact.remedy().empty() ? "" : "; " + fact.remedy();
  return fmt::format("unknown: {}{}", fact.reason(), how);
}

/// A fact as text, or why it is unknown.
template <class T, class Format>
std::string said(const Fact<T>& fact, Format format) {
  return fact ? format(*fact) : unknown(fact);
}

/// "1 socket", "2 sockets", "? sockets".
std::string counted(const Fact<int>& fact, std::string_view what) {
  if (!fact) return fmt::format("? {}s", what);
  return fmt::format("{} {}{}", *fact, what, *fact == 1 ? "" : "s");
}

std::string count_or_mark(const Fact<int>& fact) { return fact ? std::to_string(*fact) : "?"; }

/// The limit that leaves the least, if one is below what is available.
const core::MemoryLimit* tightest(const core::Memory& memory) {
  const core::MemoryLimit* found = nullptr;
  for (const core::MemoryLimit& limit : memory.limits)
    if (found == nullptr || limit.bytes < found->bytes) found = &limit;
  const bool binds = found != nullptr && memory.usable && found->bytes <= *memory.usable;
  return binds ? found : nullptr;
}

std::string ram_line(const core::Memory& memory) {
  if (!memory.total) return unknown(memory.total);
  std::string line = fmt::format("{} installed ({})", gib(*memory.total), memory.total.source());
  if (memory.installed)
    line = fmt::format("{} installed ({}), {} of them managed by the kernel", gib(*memory.installed),
                       memory.installed.source(), gib(*memory.total));
  if (memory.available) line += fmt::format(", {} available", gib(*memory.available));
  if (memory.usable) line += fmt::format(", {} usable here", gib(*memory.usable));
  if (const core::MemoryLimit* limit = tightest(memory))
    line += fmt::format(" (limit: {}, {})", limit->name, limit->source);
  return line;
}

std::string transfers(const Fact<double>& rate) {
  return rate ? fmt::format("{:.0f} MT/s", *rate / 1e6) : "? MT/s";
}

/// "64.0 GiB DDR5 at 4800 MT/s (rated 5600 MT/s)".
std::string kind_of(const core::Dimm& dimm) {
  std::string kind =
      fmt::format("{} {} at {}", gib(dimm.size), dimm.type, transfers(dimm.configured_transfers_per_second));
  if (dimm.rated_transfers_per_second)
    kind += fmt::format(" (rated {})", transfers(dimm.rated_transfers_per_second));
  return kind;
}

std::string dimms_line(const core::Memory& memory) {
  if (!memory.dimms) return unknown(memory.dimms);
  if (memory.dimms->empty()) return "none described";
  std::map<std::string, int> kinds;
  for (const core::Dimm& dimm : *memory.dimms) ++kinds[kind_of(dimm)];
  std::string line;
  for (const auto& [kind, count] : kinds)
    line += fmt::format("{}{} x {}", line.empty() ? "" : ", ", count, kind);
  if (memory.slots) line += fmt::format(", {} slots", *memory.slots);
  return line + fmt::format(" ({})", memory.dimms.source());
}

/// "socket 1: 11 of 12, 422 GB/s".
std::string socket_text(const core::MemorySocket& socket) {
  std::string text = fmt::format("socket {}: {} of {}", socket.id, count_or_mark(socket.populated_channels),
                                 count_or_mark(socket.possible_channels));
  if (socket.theoretical_bandwidth) text += ", " + gb_per_second(socket.theoretical_bandwidth->value);
  return text;
}

std::string channels_line(const core::Memory& memory) {
  const auto& populated = memory.channels.populated;
  if (!populated) return unknown(populated);
  std::string line = fmt::format("{} of {} populated", *populated, count_or_mark(memory.channels.possible));
  if (memory.theoretical_bandwidth)
    line += fmt::format(", {} in theory ({})", gb_per_second(memory.theoretical_bandwidth->value),
                        memory.theoretical_bandwidth.source());
  if (memory.sockets.size() < 2) return line;
  for (const core::MemorySocket& socket : memory.sockets) line += "; " + socket_text(socket);
  return line;
}

/// What is wrong with the memory or could be better, a line each.
void add_findings(Lines& lines, const core::Memory& memory) {
  for (const core::Finding& finding : memory.findings) {
    const bool warns = finding.severity == core::Severity::Warning;
    const std::string cost =
        finding.cost_percent ? fmt::format(", {:.0f} % of bandwidth", *finding.cost_percent) : "";
    lines.push_back(
        {warns ? "warning" : "hint", fmt::format("{}{}; {}", finding.sentence, cost, finding.fix)});
  }
}

/// Without DIMMs there are usually no channels, for the same reason.
bool are_unknown_alike(const core::Memory& memory) {
  return !memory.dimms && !memory.channels.populated &&
         memory.dimms.reason() == memory.channels.populated.reason();
}

/// "; 8 P, 16 E cores" and "; 8 L3 caches of 32.0 MiB for 8 CPUs each", where there is something to tell
/// apart.
std::string cores_line(const core::Cpu& cpu) {
  std::string line;
  for (const core::CoreKind& kind : cpu.core_kinds)
    line += fmt::format("{} {} {}", line.empty() ? ";" : ",", kind.cores, kind.name);
  for (const core::Cache& cache : cpu.caches)
    if (cache.level == 3 && cache.count > 1)
      line +=
          fmt::format("; {} L3 caches of {} for {} CPUs each", cache.count, gib(cache.size), cache.cpus_each);
  return line;
}

std::string cpu_line(const core::Cpu& cpu) {
  return fmt::format("{}; {}, {}, {}{}{}", said(cpu.model, [](const std::string& name) { return name; }),
                     counted(cpu.sockets, "socket"), counted(cpu.cores, "core"),
                     counted(cpu.threads, "thread"), cpu.isa.empty() ? "" : "; ", fmt::join(cpu.isa, " ")) +
         cores_line(cpu);
}

std::string numa_line(const core::Numa& numa) {
  if (numa.nodes.empty()) return "unknown: no NUMA nodes were listed";
  std::string line = fmt::format("{} node{}", numa.nodes.size(), numa.nodes.size() == 1 ? "" : "s");
  for (const core::NumaNode& node : numa.nodes)
    line += fmt::format("{} node {}: {} cpus, {}", &node == &numa.nodes.front() ? ";" : ",", node.id,
                        node.cpus.size(), said(node.memory, gib)) +
            (node.kind && *node.kind != "DRAM" ? fmt::format(" of {}", *node.kind) : "");
  if (numa.nodes.size() > 1 && numa.clustering) line += fmt::format(" ({})", *numa.clustering);
  return line;
}

/// "PCIe 4.0 x8 of 5.0 x16".
std::string link_text(const core::PcieLink& link) {
  if (!link.generation || !link.lanes) return "";
  std::string text = fmt::format(", PCIe {}.0 x{}", *link.generation, *link.lanes);
  const bool could_more = link.most_generation && link.most_lanes &&
                          (*link.most_generation > *link.generation || *link.most_lanes > *link.lanes);
  return could_more ? text + fmt::format(" of {}.0 x{}", *link.most_generation, *link.most_lanes) : text;
}

/// Names mostly begin with their vendor.
std::string name_of(const core::Gpu& gpu) {
  return gpu.name.starts_with(gpu.vendor) ? gpu.name : fmt::format("{} {}", gpu.vendor, gpu.name);
}

std::string gpu_line(const core::Gpu& gpu) {
  std::string line = name_of(gpu);
  if (gpu.unified)
    line += line == *gpu.unified ? ", shares the machine's memory"
                                 : fmt::format(", shares the machine's memory ({})", *gpu.unified);
  if (!gpu.unified || gpu.vram_total) line += fmt::format(", VRAM {}", said(gpu.vram_total, gib));
  if (gpu.vram_free) line += fmt::format(" ({} free)", gib(*gpu.vram_free));
  if (gpu.vram_bandwidth) line += fmt::format(", {}", gb_per_second(gpu.vram_bandwidth->value));
  if (gpu.unified && gpu.shared_memory) line += fmt::format(", {} shared at most", gib(*gpu.shared_memory));
  if (gpu.peer_links && *gpu.peer_links > 0) line += fmt::format(", {} links to others", *gpu.peer_links);
  return line + (gpu.unified ? "" : link_text(gpu.link));
}

void add_gpus(Lines& lines, const Fact<std::vector<core::Gpu>>& gpus) {
  if (!gpus) lines.push_back({"GPU", unknown(gpus)});
  if (gpus && gpus->empty()) lines.push_back({"GPU", fmt::format("none ({})", gpus.source())});
  if (!gpus) return;
  for (const core::Gpu& gpu : *gpus) lines.push_back({"GPU", gpu_line(gpu)});
}

std::string disk_line(const Machine& machine) {
  if (machine.disks.empty()) return "unknown: no local filesystem that could hold the weights was found";
  const core::Disk& disk = machine.disks.front();
  const std::string kind = disk.kind ? " " + *disk.kind : "";
  const std::string weights = disk.weights && disk.weights->value > 0
                                  ? fmt::format(", {} of model files there", gb(*disk.weights))
                                  : "";
  if (disk.device.empty())
    return fmt::format("{} free{}", said(disk.free, gb), kind.empty() ? "" : " on" + kind);
  return fmt::format("{} ({}{}{}, {}): {} free of {}{}", disk.mount_point, disk.device, kind,
                     link_text(disk.link), disk.filesystem, said(disk.free, gb), said(disk.total, gb),
                     weights);
}

std::string system_line(const Machine& machine) {
  const std::string guest =
      machine.host.hypervisor ? ", virtual machine (" + *machine.host.hypervisor + ")" : "";
  return fmt::format("{} {}{}", machine.host.os, machine.host.kernel, guest);
}

}  // namespace

std::string header_text(const core::Document& document, Colour colour) {
  std::string line = fmt::format("probe-llm {}", document.version);
  if (!document.machine) return paint(colour, Tone::Strong, line) + "\n";
  const core::Machine& machine = *document.machine;
  const std::string_view user = machine.host.is_root ? "as root" : "not root";
  line += fmt::format("  {}  {}  {}  {}", machine.host.name,
                      machine.cpu.model ? *machine.cpu.model : "unknown CPU", document.generated_at,
                      machine.live ? user : "described, not this machine");
  return paint(colour, Tone::Strong, line) + "\n";
}

std::vector<MachineLine> machine_lines(const Machine& machine) {
  Lines lines;
  const auto add = [&](const char* name, std::string text) { lines.push_back({name, std::move(text)}); };
  if (!machine.host.os.empty()) add("system", system_line(machine));
  add("CPU", cpu_line(machine.cpu));
  add("RAM", ram_line(machine.memory));
  if (are_unknown_alike(machine.memory)) {
    add("DIMMs", dimms_line(machine.memory) + " (channels likewise)");
  } else {
    add("DIMMs", dimms_line(machine.memory));
    add("channels", channels_line(machine.memory));
  }
  add_findings(lines, machine.memory);
  add("NUMA", numa_line(machine.numa));
  add_gpus(lines, machine.gpus);
  add("disk", disk_line(machine));
  for (const std::string& note : machine.notes) add("note", note);
  return lines;
}

std::string machine_text(const Machine& machine, Colour colour) {
  std::vector<std::vector<Cell>> rows;
  for (const MachineLine& line : machine_lines(machine))
    rows.push_back(
        {{std::string(line.name), line.name == "warning" ? Tone::Warn : Tone::Faint}, {line.text}});
  return "\n" + paint(colour, Tone::Strong, "Machine") + "\n" +
         table({Align::Left, Align::Left}, rows, colour);
}

}  // namespace probellm::report
