#include <cstdint>

#include "probe/absence.h"
#include "probe/devices/pcie.h"
#include "probe/gpu/gpu.h"
#include "probe/gpu/gpu_names.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

std::string name_of(std::string_view uevent) {
  const std::string id = lower(printable(value_of(uevent, "PCI_ID", '=').value_or("unknown")));
  const auto number = to_number<std::uint32_t>(id.size() > 5 ? std::string_view(id).substr(5) : "", 16);
  const std::string_view known = number ? gpu_named_by_pci(kIntel, *number) : std::string_view();
  return known.empty() ? "Intel GPU [" + id + "]" : "Intel " + std::string(known);
}

/// Intel's own builds of i915 state it beside the device; mainline's i915 and xe only answer to ioctl.
Fact<core::Bytes> read_vram(const SysRoot& sys, const std::string& device) {
  const std::string path = device.substr(0, device.rfind('/')) + "/lmem_total_bytes";
  const auto text = sys.read_trimmed(path);
  const auto bytes = text ? to_bytes(*text) : std::nullopt;
  if (bytes && bytes->value > 0) return Fact<core::Bytes>::known(*bytes, path);
  return Fact<core::Bytes>::absent("Linux' i915 and xe drivers don't state the memory of a card in /sys");
}

core::Gpu read_gpu(const SysRoot& sys, const std::string& device) {
  const auto uevent = sys.read(device + "/uevent");
  const std::string_view identity = uevent ? std::string_view(*uevent) : "";
  core::Gpu gpu;
  gpu.vendor = "Intel";
  gpu.name = name_of(identity);
  gpu.pci_address = lower(printable(value_of(identity, "PCI_SLOT_NAME", '=').value_or("")));
  gpu.vram_total = read_vram(sys, device);
  gpu.vram_free = Fact<core::Bytes>::absent("Linux' i915 and xe drivers don't state it in /sys");
  return gpu;
}

/// Graphics inside a CPU has no memory of its own, and no engine that is faster than the CPU's cores.
bool is_card(const core::Gpu& gpu) { return gpu.pci_address.find(":00:") == std::string::npos; }

}  // namespace

std::vector<core::Gpu> read_intel_gpus(const Sources& sources) {
  std::vector<core::Gpu> gpus;
  for (const std::string& device : drm_devices(sources.sys, "0x8086")) {
    core::Gpu gpu = read_gpu(sources.sys, device);
    if (is_card(gpu)) gpus.push_back(std::move(gpu));
  }
  return gpus;
}

}  // namespace probellm::probe
