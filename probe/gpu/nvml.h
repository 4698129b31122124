#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/units.h"

namespace probellm::probe {

/// The PCI Express link as NVML states it; 0 where it doesn't.
struct NvmlLink {
  unsigned generation = 0;
  unsigned lanes = 0;
  unsigned most_generation = 0;
  unsigned most_lanes = 0;
};

/// One GPU, or one MIG instance of it, as NVIDIA's management library describes it; the memory clock is in
/// hertz, the bus width in bits; 0 or "" where the driver doesn't say.
struct NvmlGpu {
  std::string name;
  std::string pci_address;
  core::Bytes vram_total;
  core::Bytes vram_free;
  double memory_clock_hz = 0;
  unsigned bus_width_bits = 0;
  std::string driver_version{};
  std::string cuda_version{};
  /// "on" or "off".
  std::string ecc{};
  /// "on", "off" or "instance".
  std::string mig{};
  NvmlLink link{};
  std::optional<int> nvlinks{};
};

/// The driver's library as a table of functions, so that tests can put a fake in its place.
struct NvmlTable {
  /// Lists the GPUs; NotFound where the library isn't installed, Failed with NVML's own words otherwise.
  std::function<core::Result<std::vector<NvmlGpu>>()> list_gpus;
};

/// The table of libnvidia-ml.so.1, loaded by dlopen when it is first asked.
NvmlTable nvml_from_driver();

}  // namespace probellm::probe
