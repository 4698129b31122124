#include "probe/devices/pcie.h"

#include <cstdio>
#include <optional>

#include "probe/text.h"

namespace probellm::probe {
namespace {

std::optional<std::uint32_t> read_hex(const SysRoot& sys, const std::string& path) {
  const auto text = sys.read_trimmed(path);
  if (!text || !text->starts_with("0x")) return std::nullopt;
  return to_number<std::uint32_t>(std::string_view(*text).substr(2), 16);
}

bool is_display_or_accelerator(std::uint32_t device_class) {
  return device_class >> 16 == 0x03 || device_class >> 16 == 0x12;
}

std::optional<PciDisplay> read_display(const SysRoot& sys, const std::string& bus,
                                       const std::string& address) {
  const std::string folder = bus + "/" + address;
  const auto device_class = read_hex(sys, folder + "/class");
  if (!device_class || !is_display_or_accelerator(*device_class)) return std::nullopt;
  const auto vendor = read_hex(sys, folder + "/vendor");
  const auto device = read_hex(sys, folder + "/device");
  if (!vendor || !device) return std::nullopt;
  return PciDisplay{lower(printable(address)), *device_class, *vendor, *device};
}

/// Graphics inside an Intel CPU always sit on the root bus.
bool is_on_root_bus(const PciDisplay& display) { return display.address.find(":00:") != std::string::npos; }

}  // namespace

core::Result<std::vector<PciDisplay>> read_pci_displays(const SysRoot& sys) {
  const std::string bus = "/sys/bus/pci/devices";
  const auto addresses = sys.list(bus);
  if (!addresses) return addresses.error();
  std::vector<PciDisplay> displays;
  for (const std::string& address : *addresses)
    if (auto display = read_display(sys, bus, address)) displays.push_back(std::move(*display));
  return displays;
}

bool is_discrete_gpu(const PciDisplay& display) {
  switch (display.vendor) {
    case kNvidia:
    case kAmd:
      return true;
    case kIntel:
      return display.device_class >> 16 == 0x03 && !is_on_root_bus(display);
    default:
      return false;
  }
}

std::string pci_id(const PciDisplay& display) {
  char text[24];
  std::snprintf(text, sizeof text, "%04x:%04x", display.vendor, display.device);
  return text;
}

}  // namespace probellm::probe
