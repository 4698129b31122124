#include "probe/gpu/gpu.h"

#include <algorithm>
#include <array>
#include <optional>

#include "probe/absence.h"
#include "probe/devices/pcie.h"
#include "probe/devices/pcie_link.h"
#include "probe/gpu/gpu_names.h"
#include "probe/gpu/unified_memory.h"
#include "probe/text.h"

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

constexpr std::array<Vendor, 3> kVendors = {{
    {kNvidia, "NVIDIA", read_nvidia_gpus, "NVIDIA's driver"},
    {kAmd, "AMD", read_amd_gpus, "Linux' amdgpu driver"},
    {kIntel, "Intel", read_intel_gpus, "Linux' i915 or xe driver"},
}};

bool is_listed(const std::vector<core::Gpu>& gpus, const std::string& address) {
  return std::any_of(gpus.begin(), gpus.end(),
                     [&](const core::Gpu& gpu) { return gpu.pci_address == address; });
}

/// A GPU on the bus that no driver describes.
core::Gpu undescribed(const PciDisplay& display, const Vendor& vendor) {
  core::Gpu gpu;
  gpu.vendor = vendor.name;
  const std::string_view known = gpu_named_by_pci(display.vendor, display.device);
  gpu.name = known.empty() ? std::string(vendor.name) + " GPU [" + pci_id(display) + "]"
                           : std::string(vendor.name) + " " + std::string(known);
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

std::optional<PciDisplay> display_of(const core::Gpu& gpu,
                                     const core::Result<std::vector<PciDisplay>>& displays) {
  if (!displays) return std::nullopt;
  for (const PciDisplay& display : *displays)
    if (display.address == gpu.pci_address) return display;
  return std::nullopt;
}

/// The driver in a device's uevent: "DRIVER=nvidia".
core::Fact<std::string> driver_of(const SysRoot& sys, const std::string& address) {
  const std::string path = "/sys/bus/pci/devices/" + address + "/uevent";
  const auto uevent = sys.read(path);
  if (!uevent) return absent_because<std::string>(uevent.error());
  const auto driver = value_of(*uevent, "DRIVER", '=');
  if (!driver)
    return core::Fact<std::string>::absent("no driver has taken it", "install its vendor's driver");
  return core::Fact<std::string>::known(printable(*driver), path);
}

template <class T>
void unless_looked_for(core::Fact<T>& fact, const std::string& reason) {
  if (!fact && fact.reason() == core::Fact<T>().reason()) fact = core::Fact<T>::absent(reason);
}

/// What no vendor's driver told.
void complete(core::Gpu& gpu, const SysRoot& sys, const std::optional<PciDisplay>& display) {
  const core::PcieLink link = read_pcie_link(sys, gpu.pci_address);
  if (link.lanes || !gpu.link.lanes) gpu.link = link;
  if (!gpu.driver) gpu.driver = driver_of(sys, gpu.pci_address);
  if (!gpu.unified) gpu.unified = unified_memory(gpu, display);
  const std::string memory =
      gpu.unified ? "it works in the machine's memory (" + *gpu.unified + ")" : "its driver doesn't state it";
  if (gpu.unified && !gpu.vram_total)
    gpu.vram_total = gpu.vram_free = core::Fact<core::Bytes>::absent(memory);
  unless_looked_for(gpu.vram_bandwidth, memory);
  unless_looked_for(gpu.cuda_version,
                    gpu.vendor == "NVIDIA" ? "NVML doesn't state it" : "only NVIDIA's GPUs have it");
  unless_looked_for(gpu.memory_bus_bits, memory);
  unless_looked_for(gpu.memory_clock_hertz, memory);
  unless_looked_for(gpu.matrix_rate, "no driver states it, and no profile knows the card");
  unless_looked_for(gpu.ecc, "its driver doesn't state it");
  unless_looked_for(gpu.mig, gpu.vendor == "NVIDIA" ? "NVML doesn't state it" : "only NVIDIA's GPUs have it");
  unless_looked_for(gpu.peer_links, "its driver doesn't state any");
  unless_looked_for(gpu.shared_memory,
                    gpu.unified ? "its driver states no limit" : "it has memory of its own");
}

}  // namespace

std::vector<std::string> drm_devices(const SysRoot& sys, std::string_view vendor) {
  const std::string drm = "/sys/class/drm";
  std::vector<std::string> devices;
  const auto names = sys.list(drm);
  if (!names) return devices;
  for (const std::string& name : *names) {
    // "card0", but not its connectors ("card0-DP-1").
    if (!name.starts_with("card") || !to_number<unsigned>(std::string_view(name).substr(4))) continue;
    const std::string device = drm + "/" + name + "/device";
    const auto found = sys.read_trimmed(device + "/vendor");
    if (found && *found == vendor) devices.push_back(device);
  }
  return devices;
}

Gpus read_gpus(const Sources& sources) {
  std::vector<core::Gpu> gpus;
  for (const Vendor& vendor : kVendors)
    for (core::Gpu& gpu : vendor.read(sources)) gpus.push_back(std::move(gpu));
  const auto displays = read_pci_displays(sources.sys);
  if (displays) add_undescribed(gpus, *displays);
  for (core::Gpu& gpu : gpus) complete(gpu, sources.sys, display_of(gpu, displays));
  if (!displays && gpus.empty()) return absent_because<std::vector<core::Gpu>>(displays.error());
  std::stable_sort(gpus.begin(), gpus.end(),
                   [](const auto& a, const auto& b) { return a.pci_address < b.pci_address; });
  return Gpus::known(std::move(gpus), displays ? "PCI bus and the vendors' drivers" : "the vendors' drivers");
}

}  // namespace probellm::probe
