#pragma once

#include <string>
#include <string_view>

#include "core/fact.h"
#include "core/gpu.h"
#include "core/result.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The kernel's name ("nvme0n1p2") of the block device with a number "259:2".
core::Result<std::string> block_device_named(const SysRoot& sys, std::string_view device_number);

/// What a block device is in the end: nvme, ssd, hdd or virtual; follows partitions, RAID and volumes to the
/// first disk under them.
core::Fact<std::string> block_device_kind(const SysRoot& sys, const std::string& device);

/// The name that the first disk under a block device gives itself.
core::Fact<std::string> block_device_model(const SysRoot& sys, const std::string& device);

/// The PCI Express link of the first disk under a block device, an NVMe disk.
core::PcieLink nvme_link(const SysRoot& sys, const std::string& device);

}  // namespace probellm::probe
