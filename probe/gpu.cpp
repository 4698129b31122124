#include "probe/gpu.h"

#include <algorithm>
#include <array>

#include "probe/absence.h"
#include "probe/pcie.h"

namespace probellm::probe {
namespace {

using Gpus = core::Fact<std::vector<core::Gpu>>;

/// One vendor's way to describe its GPUs.
struct Vendor {
  std::uint32_t pci_vendor;
  const char* name;
  std::vector<core::Gpu> (*read)(const Sources&);
  const char* driver;
};

std::vector<core::Gpu> read_no_gpus(const Sources&) { return {}; }

constexpr std::array<Vendor, 3> kVendors = {{
    {kNvidia, "NVIDIA", read_nvidia_gpus, "NVIDIA's driver"},
    {kAmd, "AMD", read_amd_gpus, "Linux' amdgpu driver"},
    {kIntel, "Intel", read_no_gpus, "a version of this tool that reads Intel's GPUs"},
}};

bool is_listed(const std::vector<core::Gpu>& gpus, const std::string& address) {
  return std::any_of(gpus.begin(), gpus.end(),
                     [&](const core::Gpu& gpu) { return gpu.pci_address == address; });
}

/// A GPU on the bus that no driver describes.
core::Gpu undescribed(const PciDisplay& display, const Vendor& vendor) {
  core::Gpu gpu;
  gpu.vendor = vendor.name;
  gpu.name = std::string(vendor.name) + " GPU [" + pci_id(display) + "]";
  gpu.pci_address = display.address;
  const std::string reason =
      std::string("it is on the PCI bus, but ") + vendor.driver + " doesn't describe it";
  gpu.vram_total = core::Fact<core::Bytes>::absent(reason, std::string("install ") + vendor.driver);
  gpu.vram_free = absent_like<core::Bytes>(gpu.vram_total);
  gpu.vram_bandwidth = absent_like<core::BytesPerSecond>(gpu.vram_total);
  return gpu;
}

void add_undescribed(std::vector<core::Gpu>& gpus, const std::vector<PciDisplay>& displays) {
  for (const PciDisplay& display : displays)
    for (const Vendor& vendor : kVendors)
      if (vendor.pci_vendor == display.vendor && is_discrete_gpu(display) &&
          !is_listed(gpus, display.address))
        gpus.push_back(undescribed(display, vendor));
}

}  // namespace

Gpus read_gpus(const Sources& sources) {
  std::vector<core::Gpu> gpus;
  for (const Vendor& vendor : kVendors)
    for (core::Gpu& gpu : vendor.read(sources)) gpus.push_back(std::move(gpu));
  const auto displays = read_pci_displays(sources.sys);
  if (displays) add_undescribed(gpus, *displays);
  if (!displays && gpus.empty()) return absent_because<std::vector<core::Gpu>>(displays.error());
  std::stable_sort(gpus.begin(), gpus.end(),
                   [](const auto& a, const auto& b) { return a.pci_address < b.pci_address; });
  return Gpus::known(std::move(gpus), displays ? "PCI bus and the vendors' drivers" : "the vendors' drivers");
}

}  // namespace probellm::probe
