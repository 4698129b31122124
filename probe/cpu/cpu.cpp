#include "probe/cpu/cpu.h"

#include <algorithm>
#include <array>

#include "probe/absence.h"
#include "probe/cpu/arm_cores.h"
#include "probe/cpu/core_kinds.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

constexpr std::array<std::string_view, 23> kInstructionSets = {
    "avx2",     "fma",      "f16c",     "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16",
    "amx_int8", "amx_bf16", "amx_fp16", "amx_tile", "asimd",   "asimddp",     "asimdhp",     "i8mm",
    "bf16",     "sve",      "sve2",     "svei8mm",  "svebf16", "sme",         "sme2"};

Fact<int> count_fact(const core::Result<Topology>& topology, int Topology::*count, const char* of_what) {
  if (!topology) return absent_because<int>(topology.error());
  const int found = (*topology).*count;
  if (found <= 0) return Fact<int>::absent(std::string("hwloc finds no ") + of_what);
  return Fact<int>::known(found, "hwloc");
}

/// Where Arm's cores differ, the first in /proc/cpuinfo isn't the processor.
void name_all_kinds(core::Cpu& cpu) {
  if (!cpu.model || !cpu.model->starts_with("Arm ") || cpu.core_kinds.size() < 2) return;
  std::string names;
  for (const core::CoreKind& kind : cpu.core_kinds) names += (names.empty() ? "" : " + ") + kind.name;
  cpu.model = Fact<std::string>::known(names, cpu.model.source());
}

/// hwloc counts what is switched on; the kernel says whether more could be.
Fact<std::string> read_smt(const SysRoot& sys, const core::Cpu& cpu) {
  const std::string path = "/sys/devices/system/cpu/smt/control";
  const auto control = sys.read_trimmed(path);
  if (cpu.cores && cpu.threads && *cpu.threads > *cpu.cores) return Fact<std::string>::known("on", "hwloc");
  if (!control) return absent_because<std::string>(control.error());
  if (*control == "on") return Fact<std::string>::known("on", path);
  if (*control == "off" || *control == "forceoff") return Fact<std::string>::known("off", path);
  if (*control == "notsupported") return Fact<std::string>::known("none", path);
  return Fact<std::string>::absent(path + " doesn't tell it");
}

Fact<std::string> read_model(const SysRoot& sys, std::string_view cpuinfo) {
  Fact<std::string> model = cpu_model(cpuinfo);
  if (model) return model;
  const std::string path = "/proc/device-tree/model";
  const auto board = sys.read_trimmed(path);
  if (!board || board->empty()) return model;
  return Fact<std::string>::known(printable(*board), path);
}

}  // namespace

Fact<std::string> cpu_model(std::string_view proc_cpuinfo) {
  for (const std::string_view key : {"model name", "cpu", "Processor", "cpu model", "uarch"})
    if (const auto name = value_of(proc_cpuinfo, key); name && !name->empty())
      return Fact<std::string>::known(printable(*name), std::string(key) + ", /proc/cpuinfo");
  const auto implementer = value_of(proc_cpuinfo, "CPU implementer");
  const auto part = value_of(proc_cpuinfo, "CPU part");
  if (implementer && part)
    return Fact<std::string>::known(arm_name(*implementer, *part), "CPU implementer and part, /proc/cpuinfo");
  return Fact<std::string>::absent("/proc/cpuinfo doesn't name the processor");
}

std::vector<std::string> cpu_instruction_sets(std::string_view proc_cpuinfo) {
  auto listed = value_of(proc_cpuinfo, "flags");
  if (!listed) listed = value_of(proc_cpuinfo, "Features");
  std::vector<std::string> sets;
  const auto words = words_of(listed.value_or(""));
  for (const std::string_view set : kInstructionSets)
    if (std::find(words.begin(), words.end(), set) != words.end()) sets.emplace_back(set);
  return sets;
}

core::Cpu read_cpu(const SysRoot& sys, const core::Result<Topology>& topology) {
  core::Cpu cpu;
  const auto cpuinfo = sys.read("/proc/cpuinfo");
  cpu.model = cpuinfo ? read_model(sys, *cpuinfo) : absent_because<std::string>(cpuinfo.error());
  if (cpuinfo) cpu.isa = cpu_instruction_sets(*cpuinfo);
  cpu.sockets = count_fact(topology, &Topology::packages, "packages");
  cpu.cores = count_fact(topology, &Topology::cores, "cores");
  cpu.threads = count_fact(topology, &Topology::threads, "logical CPUs");
  if (topology) cpu.caches = topology->caches;
  cpu.core_kinds =
      core_kinds(cpuinfo ? *cpuinfo : "", topology ? topology->kinds : std::vector<TopologyKind>{});
  name_all_kinds(cpu);
  cpu.smt = read_smt(sys, cpu);
  cpu.read_limit =
      Fact<core::BytesPerSecond>::absent("the machine doesn't state what its cores' links carry");
  return cpu;
}

}  // namespace probellm::probe
