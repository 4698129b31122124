#include "probe/system/sysctl.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Bytes;
using core::Fact;

std::optional<int> count_at(std::string_view text, const std::string& key) {
  const auto value = value_of(text, key);
  const auto number = value ? to_number<int>(*value) : std::nullopt;
  return number && *number > 0 ? number : std::nullopt;
}

Fact<int> count_fact(std::string_view text, const std::string& key) {
  const auto count = count_at(text, key);
  return count ? Fact<int>::known(*count, "sysctl " + key) : Fact<int>::absent("sysctl has no " + key);
}

std::optional<Bytes> bytes_at(std::string_view text, const std::string& key) {
  const auto value = value_of(text, key);
  return value ? to_bytes(*value) : std::nullopt;
}

/// Linux' names of what inference uses.
std::vector<std::string> instruction_sets(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kNames = {
      {{"hw.optional.avx2_0", "avx2"},
       {"hw.optional.avx512f", "avx512f"},
       {"hw.optional.arm64", "asimd"},
       {"hw.optional.arm.FEAT_DotProd", "asimddp"},
       {"hw.optional.arm.FEAT_FP16", "asimdhp"},
       {"hw.optional.arm.FEAT_I8MM", "i8mm"},
       {"hw.optional.arm.FEAT_BF16", "bf16"},
       {"hw.optional.arm.FEAT_SME", "sme"},
       {"hw.optional.arm.FEAT_SME2", "sme2"}}};
  std::vector<std::string> sets;
  for (const auto& [key, name] : kNames)
    if (count_at(text, std::string(key))) sets.emplace_back(name);
  return sets;
}

void add_cache(core::Cpu& cpu, int level, std::optional<Bytes> size, int cores, int cores_each) {
  if (size && size->value > 0 && cores > 0 && cores_each > 0)
    cpu.caches.push_back({level, *size, (cores + cores_each - 1) / cores_each, cores_each});
}

/// macOS' levels of performance: 0 is the fastest. It numbers no CPUs.
void add_level(core::Cpu& cpu, std::string_view text, int level) {
  const std::string prefix = "hw.perflevel" + std::to_string(level) + ".";
  const int cores = count_at(text, prefix + "physicalcpu").value_or(0);
  if (cores == 0) return;
  const std::string name = printable(value_of(text, prefix + "name").value_or(""));
  core::CoreKind kind;
  kind.name = name == "Performance" ? "P" : name == "Efficiency" ? "E" : name;
  kind.cores = cores;
  kind.most_hertz = Fact<double>::absent("macOS doesn't state clocks");
  cpu.core_kinds.push_back(std::move(kind));
  add_cache(cpu, 1, bytes_at(text, prefix + "l1dcachesize"), cores, 1);
  add_cache(cpu, 2, bytes_at(text, prefix + "l2cachesize"), cores,
            count_at(text, prefix + "cpusperl2").value_or(cores));
}

core::Cpu cpu_of(std::string_view text) {
  core::Cpu cpu;
  const auto name = value_of(text, "machdep.cpu.brand_string");
  cpu.model = name ? Fact<std::string>::known(printable(*name), "sysctl machdep.cpu.brand_string")
                   : Fact<std::string>::absent("sysctl has no machdep.cpu.brand_string");
  cpu.sockets = count_fact(text, "hw.packages");
  cpu.cores = count_fact(text, "hw.physicalcpu");
  cpu.threads = count_fact(text, "hw.logicalcpu");
  cpu.isa = instruction_sets(text);
  cpu.read_limit =
      Fact<core::BytesPerSecond>::absent("the machine doesn't state what its cores' links carry");
  const bool is_multithreaded = cpu.cores && cpu.threads && *cpu.threads > *cpu.cores;
  cpu.smt = Fact<std::string>::known(is_multithreaded ? "on" : "none", "sysctl hw.logicalcpu");
  for (int level = 0; level < 2; ++level) add_level(cpu, text, level);
  if (cpu.core_kinds.size() < 2) cpu.core_kinds.clear();
  return cpu;
}

/// Free pages, and those that the kernel gives back before it swaps.
Fact<Bytes> available_memory(std::string_view text) {
  const auto page = count_at(text, "hw.pagesize");
  std::int64_t pages = 0;
  for (const char* key : {"vm.page_free_count", "vm.page_speculative_count", "vm.page_purgeable_count",
                          "vm.page_pageable_external_count"})
    pages += count_at(text, key).value_or(0);
  if (!page || pages == 0) return Fact<Bytes>::absent("sysctl has no vm.page_free_count");
  return Fact<Bytes>::known({pages * *page}, "sysctl vm.page_free_count and pages that can be given back");
}

core::Memory memory_of(std::string_view text) {
  core::Memory memory;
  const auto total = bytes_at(text, "hw.memsize");
  memory.total = total ? Fact<Bytes>::known(*total, "sysctl hw.memsize")
                       : Fact<Bytes>::absent("sysctl has no hw.memsize");
  memory.available = memory.usable = available_memory(text);
  const std::string soldered = "macOS doesn't describe its memory's modules in sysctl";
  memory.type = Fact<std::string>::absent(soldered);
  memory.channels.populated = memory.channels.possible = memory.slots = Fact<int>::absent(soldered);
  memory.dimms = Fact<std::vector<core::Dimm>>::absent(soldered);
  memory.theoretical_bandwidth = Fact<core::BytesPerSecond>::absent(soldered);
  memory.installed = Fact<Bytes>::absent(soldered);
  memory.errors = Fact<std::vector<core::MemoryErrors>>::absent("macOS doesn't state memory errors");
  return memory;
}

core::PcieLink no_link() {
  const auto none = Fact<int>::absent("it is a part of the processor");
  return {none, none, none, none};
}

/// The GPU of an M processor; Metal's limit shows in sysctl only where it was set.
core::Gpu gpu_of(std::string_view text, const std::string& processor) {
  const std::string inside = "it works in the machine's memory (" + processor + ")";
  const std::string none = "Apple's GPUs have none";
  core::Gpu gpu;
  gpu.vendor = "Apple";
  gpu.name = processor + " GPU";
  gpu.vram_total = gpu.vram_free = Fact<Bytes>::absent(inside);
  gpu.vram_bandwidth = Fact<core::BytesPerSecond>::absent(inside);
  gpu.driver = Fact<std::string>::known("Metal", "macOS");
  gpu.cuda_version = gpu.ecc = gpu.mig = Fact<std::string>::absent(none);
  gpu.memory_bus_bits = Fact<int>::absent(inside);
  gpu.matrix_rate = Fact<core::FlopsPerSecond>::absent("Apple doesn't state it in sysctl");
  gpu.memory_clock_hertz = Fact<double>::absent(inside);
  gpu.peer_links = Fact<int>::absent(none);
  gpu.link = no_link();
  gpu.unified = Fact<std::string>::known(processor, "sysctl machdep.cpu.brand_string");
  const auto limit = count_at(text, "iogpu.wired_limit_mb");
  gpu.shared_memory = limit ? Fact<Bytes>::known({*limit * core::kMiB}, "sysctl iogpu.wired_limit_mb")
                            : Fact<Bytes>::absent("macOS' own limit, which sysctl doesn't state",
                                                  "run: sudo sysctl iogpu.wired_limit_mb=MEGABYTES");
  return gpu;
}

core::System system_of() {
  const std::string reason = "macOS has no such setting";
  core::System system;
  system.huge_page_reserve = system.swap_total = system.swap_used = Fact<Bytes>::absent(reason);
  system.zfs_cache = system.zfs_cache_most = Fact<Bytes>::absent(reason);
  system.transparent_huge_pages = system.governor = Fact<std::string>::absent(reason);
  system.frequency_driver = system.energy_preference = system.clocksource = Fact<std::string>::absent(reason);
  system.zone_reclaim_mode = system.numa_balancing = Fact<int>::absent(reason);
  system.steal_fraction = Fact<double>::absent(reason);
  return system;
}

}  // namespace

core::Machine machine_of_sysctl(std::string_view text) {
  core::Machine machine;
  machine.cpu = cpu_of(text);
  machine.numa.clustering = Fact<std::string>::absent("macOS shows no NUMA nodes");
  machine.memory = memory_of(text);
  machine.system = system_of();
  std::vector<core::Gpu> gpus;
  if (machine.cpu.model && machine.cpu.model->starts_with("Apple M"))
    gpus.push_back(gpu_of(text, *machine.cpu.model));
  machine.gpus = Fact<std::vector<core::Gpu>>::known(std::move(gpus), "sysctl machdep.cpu.brand_string");
  machine.limits.cpu_quota = Fact<double>::absent("macOS has no CPU quotas");
  machine.host.hypervisor = count_at(text, "kern.hv_vmm_present")
                                ? Fact<std::string>::known("unnamed", "sysctl kern.hv_vmm_present")
                                : Fact<std::string>::absent("no sign of a hypervisor");
  return machine;
}

}  // namespace probellm::probe
