#include "probe/gpu/unified_memory.h"

#include <array>
#include <string_view>

#include "probe/gpu/gpu_names.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using Unified = core::Fact<std::string>;

struct NamedChip {
  std::string_view in_name;
  std::string_view chip;
};

/// In the names that NVML has for them.
constexpr std::array<NamedChip, 5> kNvidiaChips = {{
    {"GB10", "NVIDIA GB10"},
    {"GH200", "NVIDIA Grace Hopper"},
    {"GB200", "NVIDIA Grace Blackwell"},
    {"GB300", "NVIDIA Grace Blackwell"},
    {"(nvgpu)", "NVIDIA Jetson"},
}};

/// By the word in the device tree's "compatible" (Linux' Documentation/devicetree/bindings/arm/tegra.yaml).
constexpr std::array<NamedChip, 4> kJetsons = {{
    {"nvidia,tegra264", "NVIDIA Jetson Thor"},
    {"nvidia,tegra234", "NVIDIA Jetson Orin"},
    {"nvidia,tegra194", "NVIDIA Jetson Xavier"},
    {"nvidia,tegra210", "NVIDIA Jetson Nano"},
}};

}  // namespace

Unified unified_memory(const core::Gpu& gpu, const std::optional<PciDisplay>& display) {
  for (const NamedChip& chip : kNvidiaChips)
    if (gpu.vendor == "NVIDIA" && gpu.name.find(chip.in_name) != std::string::npos)
      return Unified::known(std::string(chip.chip), "the GPU's name");
  const std::string_view processor =
      display && display->vendor == kAmd ? amd_processor_of(display->device) : std::string_view();
  if (!processor.empty())
    return Unified::known("AMD " + std::string(processor), "PCI number " + pci_id(*display));
  return Unified::absent("it has memory of its own");
}

std::optional<core::Gpu> read_jetson_gpu(const SysRoot& sys) {
  const std::string path = "/proc/device-tree/compatible";
  const auto compatible = sys.read(path);
  if (!compatible) return std::nullopt;
  for (const NamedChip& jetson : kJetsons) {
    if (compatible->find(jetson.in_name) == std::string::npos) continue;
    core::Gpu gpu;
    gpu.vendor = "NVIDIA";
    gpu.name = std::string(jetson.chip);
    gpu.unified = Unified::known(std::string(jetson.chip), path);
    return gpu;
  }
  return std::nullopt;
}

}  // namespace probellm::probe
