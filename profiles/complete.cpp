#include "profiles/complete.h"

#include <string>
#include <utility>
#include <vector>

#include "profiles/letters.h"

namespace probellm::profiles {
namespace {

constexpr double kBytesPerTransfer = 8;

template <class Spec>
const Spec* longest_in(std::string_view name, const std::vector<Spec>& specs) {
  const std::string small = lowered(name);
  const Spec* best = nullptr;
  for (const Spec& spec : specs)
    if (small.find(lowered(spec.name)) != std::string::npos &&
        (best == nullptr || spec.name.size() > best->name.size()))
      best = &spec;
  return best;
}

template <class Rate>
void fill(core::Fact<Rate>& fact, const std::optional<Rate>& specified, const core::GpuSpec& spec) {
  if (!fact && specified)
    fact = core::Fact<Rate>::known(*specified, "specification of the " + spec.name + ", profiles/gpus.toml");
}

void complete_cpu(core::Machine& machine, const Catalog& catalog) {
  if (!machine.cpu.model || machine.host.hypervisor) return;
  const core::CpuSpec* spec = find_cpu(catalog, *machine.cpu.model);
  if (spec == nullptr) return;
  const int sockets = machine.cpu.sockets ? *machine.cpu.sockets : 1;
  const std::string source = "specification of the " + spec->words + ", profiles/cpus.toml";
  core::Cpu& cpu = machine.cpu;
  if (!cpu.read_limit && spec->read_limit)
    cpu.read_limit = core::Fact<core::BytesPerSecond>::known(*spec->read_limit * sockets,
                                                             "links to its dies, profiles/cpus.toml");
  core::Fact<int>& possible = machine.memory.channels.possible;
  auto& bandwidth = machine.memory.theoretical_bandwidth;
  // Memory that is soldered beside the CPU has the width and speed that belong to it.
  if (!bandwidth && spec->memory_type.starts_with("LPDDR"))
    bandwidth = core::Fact<core::BytesPerSecond>::known(
        {kBytesPerTransfer * spec->channels * sockets * spec->transfers_per_second.front()}, source);
  if (!possible) possible = core::Fact<int>::known(spec->channels * sockets, source);
}

void complete_gpus(core::Machine& machine, const Catalog& catalog) {
  if (!machine.gpus) return;
  std::vector<core::Gpu> gpus = *machine.gpus;
  for (core::Gpu& gpu : gpus)
    if (const core::GpuSpec* spec = find_gpu(catalog, gpu.name)) {
      if (gpu.vendor.empty()) gpu.vendor = spec->vendor;
      fill(gpu.vram_bandwidth, std::optional(spec->bandwidth), *spec);
      fill(gpu.matrix_rate, spec->matrix_rate, *spec);
    }
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known(std::move(gpus), machine.gpus.source());
}

}  // namespace

const core::GpuSpec* find_gpu(const Catalog& catalog, std::string_view name) {
  return longest_in(name, catalog.gpus);
}

const core::CpuSpec* find_cpu(const Catalog& catalog, std::string_view name) {
  return longest_in(name, catalog.cpus);
}

void complete(core::Machine& machine, const Catalog& catalog) {
  complete_cpu(machine, catalog);
  complete_gpus(machine, catalog);
}

}  // namespace probellm::profiles
