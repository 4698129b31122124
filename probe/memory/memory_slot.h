#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/machine.h"

namespace probellm::probe {

/// What is in a slot: nothing, a module of main memory, persistent memory that gives nothing to it, or
/// something of which the firmware doesn't say the size.
enum class Content { Empty, Module, Storage, Unknown };

/// One place for a memory module, with what is in it.
struct MemorySlot {
  std::string locator;
  std::string bank;
  std::optional<core::Dimm> module;
  Content content = Content::Empty;
};

/// The slots that the firmware lists; count is how many it says there are, which may be more, or 0 where the
/// source only knows modules.
struct MemorySlots {
  std::vector<MemorySlot> slots;
  int count = 0;
  /// Whether the source ends in the middle, so that modules may be missing.
  bool is_cut = false;
  /// Sockets with a processor; absent where the source doesn't list them.
  std::optional<int> processors;
  /// Bytes of address space that the firmware says its memory takes; absent where it doesn't.
  std::optional<core::Bytes> mapped;
  /// Channels that the memory controllers have, by controller, where they and not a table of slots say it.
  std::vector<int> channels_by_controller;
};

/// The most slots that are read from a firmware's table.
constexpr std::size_t kMostSlots = 1024;

/// The most that one module may claim to hold: 1 TiB.
constexpr core::Bytes kMostOfAModule{std::int64_t{1} << 40};

}  // namespace probellm::probe
