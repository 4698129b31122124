#pragma once

#include <string>

#include "core/fact.h"
#include "core/units.h"

namespace probellm::core {

/// A PCI Express link: its generation (1 to 7) and lanes now, and the most that the device can.
struct PcieLink {
  Fact<int> generation;
  Fact<int> lanes;
  Fact<int> most_generation;
  Fact<int> most_lanes;
};

/// One graphics processor, or one part of it that NVIDIA's MIG cut off.
struct Gpu {
  std::string vendor;
  std::string name;
  std::string pci_address;
  Fact<Bytes> vram_total;
  Fact<Bytes> vram_free;
  Fact<BytesPerSecond> vram_bandwidth;
  /// Operations a second of its matrix units in BF16 with f32 sums, without sparsity.
  Fact<FlopsPerSecond> matrix_rate{};
  /// The kernel's driver, with its version where that is known.
  Fact<std::string> driver{};
  /// The newest CUDA that the driver runs.
  Fact<std::string> cuda_version{};
  Fact<int> memory_bus_bits{};
  Fact<double> memory_clock_hertz{};
  /// "on" or "off".
  Fact<std::string> ecc{};
  /// "off", "on", or which part of the GPU this is ("3g.40gb").
  Fact<std::string> mig{};
  PcieLink link{};
  /// NVLink or XGMI links to other GPUs that are up.
  Fact<int> peer_links{};
  /// Where it works in the machine's own memory, or as one with it: as what that is known.
  Fact<std::string> unified{};
  /// The most of the machine's memory that it can use besides vram_total (AMD's GTT limit).
  Fact<Bytes> shared_memory{};
};

}  // namespace probellm::core
