#include "probe/cpu.h"

#include <algorithm>
#include <array>

#include "probe/absence.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

constexpr std::array<std::string_view, 17> kInstructionSets = {
    "avx2",        "fma",         "f16c",     "avx_vnni", "avx512f",  "avx512_vnni",
    "avx512_bf16", "avx512_fp16", "amx_int8", "amx_bf16", "amx_tile", "asimd",
    "asimddp",     "i8mm",        "bf16",     "sve",      "sve2"};

/// A core of Arm by the numbers of its identification register (MIDR).
struct ArmCore {
  std::string_view implementer;
  std::string_view part;
  std::string_view name;
};

/// From Linux' arch/arm64/include/asm/cputype.h.
constexpr std::array<ArmCore, 15> kArmCores = {{
    {"0x41", "0xd08", "Arm Cortex-A72"},
    {"0x41", "0xd0b", "Arm Cortex-A76"},
    {"0x41", "0xd0c", "Arm Neoverse N1"},
    {"0x41", "0xd40", "Arm Neoverse V1"},
    {"0x41", "0xd49", "Arm Neoverse N2"},
    {"0x41", "0xd4a", "Arm Neoverse E1"},
    {"0x41", "0xd4f", "Arm Neoverse V2"},
    {"0x41", "0xd83", "Arm Neoverse V3AE"},
    {"0x41", "0xd84", "Arm Neoverse V3"},
    {"0x41", "0xd85", "Arm Cortex-X925"},
    {"0x41", "0xd8e", "Arm Neoverse N3"},
    {"0x46", "0x001", "Fujitsu A64FX"},
    {"0x48", "0xd01", "HiSilicon TSV110"},
    {"0xc0", "0xac3", "Ampere AmpereOne"},
    {"0xc0", "0xac4", "Ampere AmpereOne A"},
}};

std::string arm_name(std::string_view implementer, std::string_view part) {
  for (const ArmCore& core : kArmCores)
    if (core.implementer == implementer && core.part == part) return std::string(core.name);
  return "Arm implementer " + printable(implementer) + " part " + printable(part);
}

Fact<int> count_fact(const core::Result<Topology>& topology, int Topology::*count, const char* of_what) {
  if (!topology) return absent_because<int>(topology.error());
  const int found = (*topology).*count;
  if (found <= 0) return Fact<int>::absent(std::string("hwloc finds no ") + of_what);
  return Fact<int>::known(found, "hwloc");
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
  return cpu;
}

}  // namespace probellm::probe
