#include "profiles/complete.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace probellm::profiles {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool holds(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

template <class Rate>
void fill(core::Fact<Rate>& fact, const std::optional<Rate>& specified, const GpuSpec& spec) {
  if (!fact && specified)
    fact = core::Fact<Rate>::known(*specified, "specification of the " + spec.name + ", profiles/gpus.toml");
}

}  // namespace

const GpuSpec* find_gpu(const Catalog& catalog, std::string_view name) {
  const GpuSpec* best = nullptr;
  for (const GpuSpec& spec : catalog.gpus)
    if (holds(name, spec.name) && (best == nullptr || spec.name.size() > best->name.size())) best = &spec;
  return best;
}

void complete(core::Machine& machine, const Catalog& catalog) {
  if (!machine.gpus) return;
  std::vector<core::Gpu> gpus = *machine.gpus;
  for (core::Gpu& gpu : gpus)
    if (const GpuSpec* spec = find_gpu(catalog, gpu.name)) {
      if (gpu.vendor.empty()) gpu.vendor = spec->vendor;
      fill(gpu.vram_bandwidth, std::optional(spec->bandwidth), *spec);
      fill(gpu.matrix_rate, spec->matrix_rate, *spec);
    }
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known(std::move(gpus), machine.gpus.source());
}

}  // namespace probellm::profiles
