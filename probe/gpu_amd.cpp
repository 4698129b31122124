#include "probe/absence.h"
#include "probe/gpu.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

constexpr const char* kDrm = "/sys/class/drm";

/// "card0", but not its connectors ("card0-DP-1").
bool is_card(std::string_view name) {
  return name.starts_with("card") && to_number<unsigned>(name.substr(4)).has_value();
}

Fact<core::Bytes> amount(const SysRoot& sys, const std::string& path) {
  const auto text = sys.read_trimmed(path);
  if (!text) return absent_because<core::Bytes>(text.error());
  const auto bytes = to_bytes(*text);
  if (!bytes) return Fact<core::Bytes>::absent(path + " isn't a number of bytes");
  return Fact<core::Bytes>::known(*bytes, path);
}

Fact<core::Bytes> difference(const Fact<core::Bytes>& total, const Fact<core::Bytes>& used) {
  if (!total) return total;
  if (!used) return used;
  if (*used > *total) return Fact<core::Bytes>::absent("amdgpu states more memory used than there is");
  return Fact<core::Bytes>::known(*total - *used,
                                  "mem_info_vram_total - mem_info_vram_used, " + std::string(kDrm));
}

std::string name_of(const SysRoot& sys, const std::string& device, std::string_view uevent) {
  const auto product = sys.read_trimmed(device + "/product_name");
  if (product && !product->empty()) return printable(*product);
  return "AMD GPU [" + lower(printable(value_of(uevent, "PCI_ID", '=').value_or("unknown"))) + "]";
}

core::Gpu read_gpu(const SysRoot& sys, const std::string& device) {
  const auto uevent = sys.read(device + "/uevent");
  const std::string_view identity = uevent ? std::string_view(*uevent) : "";
  core::Gpu gpu;
  gpu.vendor = "AMD";
  gpu.name = name_of(sys, device, identity);
  gpu.pci_address = lower(printable(value_of(identity, "PCI_SLOT_NAME", '=').value_or("")));
  gpu.vram_total = amount(sys, device + "/mem_info_vram_total");
  gpu.vram_free = difference(gpu.vram_total, amount(sys, device + "/mem_info_vram_used"));
  gpu.vram_bandwidth = Fact<core::BytesPerSecond>::absent("amdgpu doesn't state the bandwidth of its memory");
  return gpu;
}

}  // namespace

std::vector<core::Gpu> read_amd_gpus(const Sources& sources) {
  std::vector<core::Gpu> gpus;
  const auto names = sources.sys.list(kDrm);
  if (!names) return gpus;
  for (const std::string& name : *names) {
    const std::string device = std::string(kDrm) + "/" + name + "/device";
    if (!is_card(name)) continue;
    const auto vendor = sources.sys.read_trimmed(device + "/vendor");
    if (vendor && *vendor == "0x1002") gpus.push_back(read_gpu(sources.sys, device));
  }
  return gpus;
}

}  // namespace probellm::probe
