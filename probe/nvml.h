#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/units.h"

namespace probellm::probe {

/// One GPU as NVIDIA's management library describes it; the memory clock is in hertz, the bus width in bits,
/// zero where the driver doesn't say.
struct NvmlGpu {
  std::string name;
  std::string pci_address;
  core::Bytes vram_total;
  core::Bytes vram_free;
  double memory_clock_hz = 0;
  unsigned bus_width_bits = 0;
};

/// The driver's library as a table of functions, so that tests can put a fake in its place.
struct NvmlTable {
  /// Lists the GPUs; NotFound where the library isn't installed, Failed with NVML's own words otherwise.
  std::function<core::Result<std::vector<NvmlGpu>>()> list_gpus;
};

/// The table of libnvidia-ml.so.1, loaded by dlopen when it is first asked.
NvmlTable nvml_from_driver();

}  // namespace probellm::probe
