#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/gpu.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The PCI Express generation of a speed as the kernel writes it ("16.0 GT/s PCIe"); absent where it is none.
std::optional<int> pcie_generation(std::string_view speed);

/// The link of a PCI device.
core::PcieLink read_pcie_link(const SysRoot& sys, const std::string& address);

/// The address whose link a card shares with the machine. AMD's and Intel's cards have a switch of their own,
/// and the GPU behind it claims the link inside the card: x16 at full speed always (AMD), or x1 at 2.5 GT/s
/// (Intel Arc). Seen on Radeon RX 6000 and later, and Arc A and B.
std::string fix_switch_on_card(const SysRoot& sys, const std::string& address);

/// A link of which nothing is known, for that reason.
core::PcieLink unknown_link(const std::string& reason);

}  // namespace probellm::probe
