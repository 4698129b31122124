#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/machine.h"
#include "probe/devices/pcie.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// As what a GPU is known that works in the machine's own memory, or as one with it: NVIDIA GB10 and Grace
/// Hopper, Jetson, and the graphics in AMD's processors; absent for GPUs with memory of their own.
core::Fact<std::string> unified_memory(const core::Gpu& gpu, const std::optional<PciDisplay>& display);

/// The GPU of an NVIDIA Jetson, which isn't on the PCI bus; absent on other machines.
std::optional<core::Gpu> read_jetson_gpu(const SysRoot& sys);

}  // namespace probellm::probe
