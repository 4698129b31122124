#include "probe/gpu/gpu_names.h"

#include <array>

#include "probe/devices/pcie.h"

namespace probellm::probe {
namespace {

struct NamedGpu {
  std::uint32_t vendor;
  std::uint32_t device;
  std::string_view name;
};

/// From the PCI ID repository (pci-ids.ucw.cz): cards that models are run on.
constexpr std::array<NamedGpu, 60> kGpus = {{
    {kNvidia, 0x1db1, "Tesla V100 SXM2 16GB"},
    {kNvidia, 0x1db4, "Tesla V100 PCIe 16GB"},
    {kNvidia, 0x1db5, "Tesla V100 SXM2 32GB"},
    {kNvidia, 0x1db6, "Tesla V100 PCIe 32GB"},
    {kNvidia, 0x1b38, "Tesla P40"},
    {kNvidia, 0x1eb8, "Tesla T4"},
    {kNvidia, 0x20b0, "A100 SXM4 40GB"},
    {kNvidia, 0x20b2, "A100 SXM4 80GB"},
    {kNvidia, 0x20b5, "A100 PCIe 80GB"},
    {kNvidia, 0x20f1, "A100 PCIe 40GB"},
    {kNvidia, 0x20b7, "A30"},
    {kNvidia, 0x2235, "A40"},
    {kNvidia, 0x2236, "A10"},
    {kNvidia, 0x2230, "RTX A6000"},
    {kNvidia, 0x2204, "GeForce RTX 3090"},
    {kNvidia, 0x2203, "GeForce RTX 3090 Ti"},
    {kNvidia, 0x2206, "GeForce RTX 3080"},
    {kNvidia, 0x2484, "GeForce RTX 3070"},
    {kNvidia, 0x2504, "GeForce RTX 3060"},
    {kNvidia, 0x2684, "GeForce RTX 4090"},
    {kNvidia, 0x2702, "GeForce RTX 4080 SUPER"},
    {kNvidia, 0x2704, "GeForce RTX 4080"},
    {kNvidia, 0x2782, "GeForce RTX 4070 Ti"},
    {kNvidia, 0x26b1, "RTX 6000 Ada Generation"},
    {kNvidia, 0x26b5, "L40"},
    {kNvidia, 0x26b9, "L40S"},
    {kNvidia, 0x27b8, "L4"},
    {kNvidia, 0x2330, "H100 SXM5 80GB"},
    {kNvidia, 0x2331, "H100 PCIe"},
    {kNvidia, 0x2321, "H100 NVL"},
    {kNvidia, 0x2335, "H200 SXM 141GB"},
    {kNvidia, 0x2342, "GH200 480GB"},
    {kNvidia, 0x2901, "B200"},
    {kNvidia, 0x2b85, "GeForce RTX 5090"},
    {kNvidia, 0x2c02, "GeForce RTX 5080"},
    {kNvidia, 0x2bb1, "RTX PRO 6000 Blackwell Workstation Edition"},
    {kNvidia, 0x2bb4, "RTX PRO 6000 Blackwell Max-Q Workstation Edition"},
    {kNvidia, 0x2bb5, "RTX PRO 6000 Blackwell Server Edition"},
    {kNvidia, 0x2e12, "GB10"},
    {kAmd, 0x738c, "Instinct MI100"},
    {kAmd, 0x740c, "Instinct MI250X"},
    {kAmd, 0x740f, "Instinct MI210"},
    {kAmd, 0x74a0, "Instinct MI300A"},
    {kAmd, 0x74a1, "Instinct MI300X"},
    {kAmd, 0x74a5, "Instinct MI325X"},
    {kAmd, 0x1586, "Radeon 8060S"},
    {kAmd, 0x7448, "Radeon PRO W7900"},
    {kAmd, 0x73bf, "Radeon RX 6800/6900 XT"},
    {kAmd, 0x744c, "Radeon RX 7900 XT/XTX"},
    {kAmd, 0x747e, "Radeon RX 7700/7800 XT"},
    {kAmd, 0x7550, "Radeon RX 9070/9070 XT"},
    {kIntel, 0x56a0, "Arc A770"},
    {kIntel, 0x56a1, "Arc A750"},
    {kIntel, 0x56a5, "Arc A380"},
    {kIntel, 0x56c0, "Data Center GPU Flex 170"},
    {kIntel, 0x0bd5, "Data Center GPU Max 1550"},
    {kIntel, 0x0bda, "Data Center GPU Max 1100"},
    {kIntel, 0xe20b, "Arc B580"},
    {kIntel, 0xe20c, "Arc B570"},
    {kIntel, 0xe211, "Arc Pro B60"},
}};

struct Processor {
  std::uint32_t device;
  std::string_view name;
};

/// Graphics inside AMD's processors (pci-ids.ucw.cz).
constexpr std::array<Processor, 13> kProcessors = {{
    {0x1586, "Strix Halo"},
    {0x150e, "Strix Point"},
    {0x1114, "Krackan Point"},
    {0x15bf, "Phoenix"},
    {0x15c8, "Phoenix 2"},
    {0x1900, "Hawk Point"},
    {0x1901, "Hawk Point 2"},
    {0x164e, "Raphael"},
    {0x13c0, "Granite Ridge"},
    {0x1681, "Rembrandt"},
    {0x1638, "Cezanne"},
    {0x163f, "Van Gogh"},
    {0x74a0, "Instinct MI300A"},
}};

}  // namespace

std::string_view gpu_named_by_pci(std::uint32_t vendor, std::uint32_t device) {
  for (const NamedGpu& gpu : kGpus)
    if (gpu.vendor == vendor && gpu.device == device) return gpu.name;
  return "";
}

std::string_view amd_processor_of(std::uint32_t device) {
  for (const Processor& processor : kProcessors)
    if (processor.device == device) return processor.name;
  return "";
}

}  // namespace probellm::probe
