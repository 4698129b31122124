#include "estimator/budget.h"

#include <algorithm>
#include <array>

#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::kGiB;
using core::kMiB;

/// A kernel keeps 64 bytes for each 4 KiB page (1.6 %) and firmware some more.
constexpr double kLeftByKernel = 0.98;
/// Driver, context and fragmentation.
constexpr double kLeftByDriver = 0.95;
/// Of memory that CPU and GPU share.
constexpr double kLeftByOthers = 0.9;
/// GiB of memory that populations of 8, 12 or 16 equal DIMMs give.
constexpr std::array kSoldGiB{8,   16,  24,  32,  48,  64,   96,   128,  192,  256,  384,
                              512, 576, 640, 768, 896, 1024, 1152, 1536, 2048, 2304, 3072};
/// More GPUs than any machine has; a file may list more.
constexpr std::size_t kMostGpus = 1024;

}  // namespace

std::optional<Bytes> host_budget(const core::Machine& machine) {
  const auto& memory = machine.memory;
  if (memory.usable && memory.total) return std::min(*memory.usable, *memory.total);
  if (memory.usable) return *memory.usable;
  if (memory.total) return scaled(*memory.total, kLeftByKernel);
  return std::nullopt;
}

Bytes host_reserve(Bytes budget) {
  return std::clamp(scaled(budget, 0.02), Bytes{512 * kMiB}, Bytes{8 * kGiB});
}

std::optional<Bytes> gpu_memory(const core::Machine& machine, const core::Gpu& gpu) {
  const auto& own = gpu.vram_free ? gpu.vram_free : gpu.vram_total;
  const bool has_own = own && own->value > 0;
  if (has_own && gpu.unified && gpu.shared_memory) return *own + *gpu.shared_memory;
  if (has_own) return *own;
  if (!gpu.unified) return std::nullopt;
  if (gpu.shared_memory) return *gpu.shared_memory;
  const auto host = host_budget(machine);
  return host ? std::optional(scaled(*host, kLeftByOthers)) : std::nullopt;
}

bool is_unified(const core::Machine& machine) {
  return machine.gpus && !machine.gpus->empty() &&
         std::all_of(machine.gpus->begin(), machine.gpus->end(),
                     [](const core::Gpu& gpu) { return gpu.unified.is_known(); });
}

std::vector<Bytes> vram_budgets(const core::Machine& machine) {
  std::vector<Bytes> budgets;
  if (!machine.gpus) return budgets;
  for (const core::Gpu& gpu : *machine.gpus) {
    const auto memory = gpu_memory(machine, gpu);
    if (memory && budgets.size() < kMostGpus) budgets.push_back(scaled(*memory, kLeftByDriver));
  }
  return budgets;
}

std::optional<Bytes> installed_memory_for(Bytes need) {
  for (std::int64_t gib : kSoldGiB) {
    const Bytes usable = scaled({gib * kGiB}, kLeftByKernel);
    if (usable - host_reserve(usable) >= need) return Bytes{gib * kGiB};
  }
  return std::nullopt;
}

}  // namespace probellm::estimator
