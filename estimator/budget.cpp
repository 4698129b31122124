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
constexpr std::array<std::int64_t, 22> kSoldGiB{8,   16,  24,  32,  48,  64,   96,   128,  192,  256,  384,
                                                512, 576, 640, 768, 896, 1024, 1152, 1536, 2048, 2304, 3072};
constexpr std::int64_t kLargeStepGiB = 1024;

Bytes share(Bytes bytes, double factor) { return {std::llround(static_cast<double>(bytes.value) * factor)}; }

}  // namespace

std::optional<Bytes> host_budget(const core::Machine& machine) {
  if (machine.memory.usable) return *machine.memory.usable;
  if (machine.memory.total) return share(*machine.memory.total, kLeftByKernel);
  return std::nullopt;
}

Bytes host_reserve(Bytes budget) {
  return std::clamp(share(budget, 0.02), Bytes{512 * kMiB}, Bytes{8 * kGiB});
}

Bytes vram_budget(const core::Machine& machine) {
  Bytes sum;
  if (!machine.gpus) return sum;
  for (const core::Gpu& gpu : *machine.gpus) {
    const auto& vram = gpu.vram_free ? gpu.vram_free : gpu.vram_total;
    if (vram) sum += share(*vram, kLeftByDriver);
  }
  return sum;
}

Bytes installed_memory_for(Bytes need) {
  const auto holds = [&](std::int64_t gib) {
    const Bytes usable = share({gib * kGiB}, kLeftByKernel);
    return usable - host_reserve(usable) >= need;
  };
  for (std::int64_t gib : kSoldGiB)
    if (holds(gib)) return {gib * kGiB};
  std::int64_t gib = kSoldGiB.back() + kLargeStepGiB;
  while (!holds(gib)) gib += kLargeStepGiB;
  return {gib * kGiB};
}

}  // namespace probellm::estimator
