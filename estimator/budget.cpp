#include "estimator/budget.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::kGiB;
using core::kMiB;

/// A kernel keeps 64 bytes for each 4 KiB page (1.6 %) and firmware some more.
constexpr double kLeftByKernel = 0.98;
/// Driver, context and fragmentation.
constexpr double kLeftByDriver = 0.95;
/// GiB of memory that populations of 8, 12 or 16 equal DIMMs give.
constexpr std::array kSoldGiB{8,   16,  24,  32,  48,  64,   96,   128,  192,  256,  384,
                              512, 576, 640, 768, 896, 1024, 1152, 1536, 2048, 2304, 3072};
/// More GPUs than any machine has; a file may list more.
constexpr std::size_t kMostGpus = 1024;

Bytes share(Bytes bytes, double factor) { return {std::llround(static_cast<double>(bytes.value) * factor)}; }

}  // namespace

std::optional<Bytes> host_budget(const core::Machine& machine) {
  const auto& memory = machine.memory;
  if (memory.usable && memory.total) return std::min(*memory.usable, *memory.total);
  if (memory.usable) return *memory.usable;
  if (memory.total) return share(*memory.total, kLeftByKernel);
  return std::nullopt;
}

Bytes host_reserve(Bytes budget) {
  return std::clamp(share(budget, 0.02), Bytes{512 * kMiB}, Bytes{8 * kGiB});
}

std::vector<Bytes> vram_budgets(const core::Machine& machine) {
  std::vector<Bytes> budgets;
  if (!machine.gpus) return budgets;
  for (const core::Gpu& gpu : *machine.gpus) {
    const auto& vram = gpu.vram_free ? gpu.vram_free : gpu.vram_total;
    if (vram && vram->value > 0 && budgets.size() < kMostGpus) budgets.push_back(share(*vram, kLeftByDriver));
  }
  return budgets;
}

std::optional<Bytes> installed_memory_for(Bytes need) {
  for (std::int64_t gib : kSoldGiB) {
    const Bytes usable = share({gib * kGiB}, kLeftByKernel);
    if (usable - host_reserve(usable) >= need) return Bytes{gib * kGiB};
  }
  return std::nullopt;
}

}  // namespace probellm::estimator
