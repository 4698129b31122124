#include "probe/gpu/kfd.h"

#include <cstdint>
#include <cstdio>

#include "probe/absence.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

const std::string kNodes = "/sys/class/kfd/kfd/topology/nodes";

/// A line "name value" of a properties file; 0 where there is none, as where the driver doesn't know.
std::int64_t property(std::string_view text, std::string_view name) {
  return to_number<std::int64_t>(value_of(text, name, ' ').value_or("")).value_or(0);
}

/// location_id is bus, device and function as PCI packs them.
std::string address_of(std::string_view properties) {
  const std::int64_t location = property(properties, "location_id");
  const std::int64_t domain = property(properties, "domain");
  if (location <= 0 || location > 0xFFFF || domain < 0 || domain > 0xFFFFFFFF) return "";
  char text[24];
  std::snprintf(text, sizeof text, "%04x:%02x:%02x.%x", static_cast<unsigned>(domain),
                static_cast<unsigned>(location >> 8), static_cast<unsigned>((location >> 3) & 0x1F),
                static_cast<unsigned>(location & 7));
  return text;
}

void read_memory(KfdGpu& gpu, const SysRoot& sys, const std::string& node) {
  constexpr std::int64_t kMostBits = 1 << 16;
  constexpr std::int64_t kMostMhz = 100'000;
  const std::string path = node + "/mem_banks/0/properties";
  const auto text = sys.read(path);
  const std::int64_t bits = text ? property(*text, "width") : 0;
  const std::int64_t mhz = text ? property(*text, "mem_clk_max") : 0;
  if (bits > 0 && bits <= kMostBits)
    gpu.memory_bus_bits = Fact<int>::known(static_cast<int>(bits), path);
  else
    gpu.memory_bus_bits = Fact<int>::absent(path + " states no width");
  if (mhz > 0 && mhz <= kMostMhz)
    gpu.memory_clock_hertz = Fact<double>::known(static_cast<double>(mhz) * 1e6, path);
  else
    gpu.memory_clock_hertz = Fact<double>::absent(path + " states no clock");
}

/// Links of type 11 are XGMI (CRAT_IOLINK_TYPE_XGMI in Linux' amdkfd/kfd_crat.h).
Fact<int> xgmi_links(const SysRoot& sys, const std::string& node) {
  const auto links = sys.list(node + "/io_links");
  if (!links) return absent_because<int>(links.error());
  int count = 0;
  for (const std::string& link : *links) {
    const auto text = sys.read(node + "/io_links/" + link + "/properties");
    if (text && property(*text, "type") == 11) ++count;
  }
  return Fact<int>::known(count, node + "/io_links");
}

}  // namespace

std::vector<KfdGpu> read_kfd_gpus(const SysRoot& sys) {
  std::vector<KfdGpu> gpus;
  const auto names = sys.list(kNodes);
  if (!names) return gpus;
  for (const std::string& name : *names) {
    const std::string node = kNodes + "/" + name;
    const auto properties = sys.read(node + "/properties");
    KfdGpu gpu;
    if (properties && property(*properties, "simd_count") > 0) gpu.pci_address = address_of(*properties);
    if (gpu.pci_address.empty()) continue;
    read_memory(gpu, sys, node);
    gpu.xgmi_links = xgmi_links(sys, node);
    gpus.push_back(std::move(gpu));
  }
  return gpus;
}

}  // namespace probellm::probe
