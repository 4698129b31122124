#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// A PCI device that may be a GPU: a display controller (class 03) or a processing accelerator (class 12).
struct PciDisplay {
  std::string address;
  std::uint32_t device_class = 0;
  std::uint32_t vendor = 0;
  std::uint32_t device = 0;
};

/// PCI's vendor numbers (pci-ids.ucw.cz).
constexpr std::uint32_t kNvidia = 0x10de;
constexpr std::uint32_t kAmd = 0x1002;
constexpr std::uint32_t kIntel = 0x8086;

/// The displays and accelerators on the PCI bus; an error where /sys doesn't show the bus.
core::Result<std::vector<PciDisplay>> read_pci_displays(const SysRoot& sys);

/// Whether it is a GPU with memory of its own: not the console of a server's management chip or of a
/// hypervisor, nor the graphics inside an Intel CPU.
bool is_discrete_gpu(const PciDisplay& display);

/// "10de:2330".
std::string pci_id(const PciDisplay& display);

}  // namespace probellm::probe
