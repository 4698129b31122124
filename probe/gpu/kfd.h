#pragma once

#include <string>
#include <vector>

#include "core/fact.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// What amdgpu's compute driver (KFD) says of a GPU.
struct KfdGpu {
  std::string pci_address;
  core::Fact<int> memory_bus_bits{};
  core::Fact<double> memory_clock_hertz{};
  core::Fact<int> xgmi_links{};
};

/// The GPUs in /sys/class/kfd; none where the compute driver isn't loaded.
std::vector<KfdGpu> read_kfd_gpus(const SysRoot& sys);

}  // namespace probellm::probe
