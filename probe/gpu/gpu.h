#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/machine.h"
#include "probe/sources.h"

namespace probellm::probe {

/// The GPUs that NVIDIA's driver knows: through NVML, or else by name from /proc with their memory absent;
/// and a Jetson's.
std::vector<core::Gpu> read_nvidia_gpus(const Sources& sources);
/// The GPUs that Linux' amdgpu driver knows.
std::vector<core::Gpu> read_amd_gpus(const Sources& sources);
/// The cards that Linux' i915 and xe drivers know.
std::vector<core::Gpu> read_intel_gpus(const Sources& sources);

/// The cards in /sys/class/drm whose PCI vendor is this ("0x1002"): the folders of their devices.
std::vector<std::string> drm_devices(const SysRoot& sys, std::string_view vendor);

/// Name and bus address in the text of /proc/driver/nvidia/gpus/*/information.
core::Gpu parse_nvidia_information(std::string_view text);

/// NVML writes the PCI domain with eight digits and Linux with four, in lower case: "00000000:C1:00.0" is
/// "0000:c1:00.0".
std::string fix_nvml_pci_address(std::string_view address);

/// All GPUs, in order of PCI address; an empty list where the PCI bus shows none, absent where it can't be
/// read and no driver knows any.
core::Fact<std::vector<core::Gpu>> read_gpus(const Sources& sources);

/// One sentence for each GPU and disk on a narrower link than it has, for MIG, and for a limit of shared
/// memory below what is installed.
std::vector<std::string> notes_on_gpus(const core::Machine& machine);

}  // namespace probellm::probe
