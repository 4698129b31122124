#include <algorithm>
#include <cstdint>

#include "probe/absence.h"
#include "probe/devices/pcie.h"
#include "probe/gpu/gpu.h"
#include "probe/gpu/gpu_names.h"
#include "probe/gpu/kfd.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

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
  return Fact<core::Bytes>::known(*total - *used, "mem_info_vram_total - mem_info_vram_used, /sys/class/drm");
}

std::string name_of(const SysRoot& sys, const std::string& device, std::string_view uevent) {
  const auto product = sys.read_trimmed(device + "/product_name");
  if (product && !product->empty()) return printable(*product);
  const std::string id = lower(printable(value_of(uevent, "PCI_ID", '=').value_or("unknown")));
  const auto number =
      to_number<std::uint32_t>(std::string_view(id).substr(std::min<std::size_t>(5, id.size())), 16);
  const std::string_view known = number ? gpu_named_by_pci(kAmd, *number) : std::string_view();
  return known.empty() ? "AMD GPU [" + id + "]" : "AMD " + std::string(known);
}

/// Lines "2: 1249Mhz *"; the last is the highest.
Fact<double> highest_clock(const SysRoot& sys, const std::string& path) {
  constexpr int kMostMhz = 100'000;
  const auto text = sys.read_trimmed(path);
  if (!text) return absent_because<double>(text.error());
  int highest = 0;
  for (const std::string_view line : split(*text, '\n')) {
    const auto words = words_of(line);
    if (words.size() < 2 || !lower(words[1]).ends_with("mhz")) continue;
    highest = std::max(highest, to_number<int>(words[1].substr(0, words[1].size() - 3)).value_or(0));
  }
  if (highest <= 0 || highest > kMostMhz) return Fact<double>::absent(path + " states no clock");
  return Fact<double>::known(highest * 1e6, path);
}

void add_compute_driver(core::Gpu& gpu, const std::vector<KfdGpu>& described) {
  for (const KfdGpu& found : described) {
    if (found.pci_address != gpu.pci_address) continue;
    gpu.memory_bus_bits = found.memory_bus_bits;
    gpu.peer_links = found.xgmi_links;
    if (!gpu.memory_clock_hertz) gpu.memory_clock_hertz = found.memory_clock_hertz;
  }
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
  gpu.memory_clock_hertz = highest_clock(sys, device + "/pp_dpm_mclk");
  gpu.shared_memory = amount(sys, device + "/mem_info_gtt_total");
  return gpu;
}

}  // namespace

std::vector<core::Gpu> read_amd_gpus(const Sources& sources) {
  std::vector<core::Gpu> gpus;
  const auto devices = drm_devices(sources.sys, "0x1002");
  if (devices.empty()) return gpus;
  const auto described = read_kfd_gpus(sources.sys);
  for (const std::string& device : devices) {
    gpus.push_back(read_gpu(sources.sys, device));
    add_compute_driver(gpus.back(), described);
  }
  return gpus;
}

}  // namespace probellm::probe
