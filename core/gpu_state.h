#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/fact.h"

namespace probellm::core {

/// What the driver says of a GPU at one moment.
struct GpuState {
  /// As in Gpu.
  std::string pci_address;
  /// What keeps its clocks down: "its power limit", "heat".
  std::vector<std::string> slowed_by{};
  Fact<double> clock_hz{};
  Fact<double> celsius{};
  /// The share of the last second or so in which a program ran on it.
  Fact<double> busy{};
};

/// Looks at the GPUs now; none where no driver tells.
using ReadGpuStates = std::function<std::vector<GpuState>()>;

}  // namespace probellm::core
