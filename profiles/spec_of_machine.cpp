#include <algorithm>
#include <string>
#include <utility>

#include "profiles/complete.h"
#include "profiles/machine_spec.h"

namespace probellm::profiles {
namespace {

using core::Error;
using core::ErrorKind;

/// The modules, taken to be equal: of the size of the first where they are listed, else as soldered.
core::Modules modules_of(const core::Memory& memory) {
  core::Modules modules;
  modules.type = memory.type ? *memory.type : "";
  modules.each = *memory.total;
  if (!memory.dimms || memory.dimms->empty()) return modules;
  const core::Dimm& first = memory.dimms->front();
  modules.count = static_cast<int>(memory.dimms->size());
  modules.each = first.size;
  if (first.rated_transfers_per_second)
    modules.transfers_per_second = *first.rated_transfers_per_second;
  else if (first.configured_transfers_per_second)
    modules.transfers_per_second = *first.configured_transfers_per_second;
  return modules;
}

/// Cards of which neither memory nor bandwidth is known don't count.
std::vector<core::GpuSet> gpus_of(const core::Machine& machine, const Catalog& catalog) {
  std::vector<core::GpuSet> sets;
  if (!machine.gpus) return sets;
  for (const core::Gpu& gpu : *machine.gpus) {
    if (!gpu.vram_total || !gpu.vram_bandwidth) continue;
    const core::GpuSpec* known = find_gpu(catalog, gpu.name);
    core::GpuSpec spec = known != nullptr ? *known : core::GpuSpec{gpu.name, gpu.vendor, {}, {}, {}};
    spec.bandwidth = *gpu.vram_bandwidth;
    sets.push_back({1, std::move(spec), *gpu.vram_total});
  }
  return sets;
}

}  // namespace

core::Result<core::MachineSpec> spec_of(const core::Machine& machine, const Catalog& catalog) {
  const std::string instead = "; describe the machine, as --machine \"EPYC 9355, 12x64GB DDR5-6400\"";
  const core::CpuSpec* cpu = machine.cpu.model ? find_cpu(catalog, *machine.cpu.model) : nullptr;
  if (cpu == nullptr)
    return Error{ErrorKind::NotFound, "the CPU" +
                                          (machine.cpu.model ? " " + *machine.cpu.model : std::string()) +
                                          " isn't one that the profiles know" + instead};
  if (!machine.memory.total)
    return Error{ErrorKind::NotFound, "how much memory it has isn't known: " + machine.memory.total.reason()};
  core::MachineSpec spec;
  spec.text = machine.host.name.empty() ? cpu->name : machine.host.name;
  spec.sockets = machine.cpu.sockets ? std::clamp(*machine.cpu.sockets, 1, cpu->sockets) : 1;
  spec.cpu = *cpu;
  spec.memory = modules_of(machine.memory);
  spec.gpus = gpus_of(machine, catalog);
  if (!machine.disks.empty() && machine.disks.front().kind)
    spec.disk = core::DiskSpec{
        *machine.disks.front().kind,
        {},
        machine.disks.front().free ? std::optional(*machine.disks.front().free) : std::nullopt};
  return spec;
}

}  // namespace probellm::profiles
