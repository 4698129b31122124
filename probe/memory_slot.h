#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/machine.h"

namespace probellm::probe {

/// One place for a memory module, with what is in it.
struct MemorySlot {
  std::string locator;
  std::string bank;
  std::optional<core::Dimm> module;
};

/// The slots that the firmware lists; count is how many it says there are, which may be more.
struct MemorySlots {
  std::vector<MemorySlot> slots;
  int count = 0;
};

/// The most slots that are read from a firmware's table.
constexpr std::size_t kMostSlots = 1024;

}  // namespace probellm::probe
