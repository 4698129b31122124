#pragma once

#include <string>
#include <vector>

#include "core/machine.h"
#include "core/result.h"
#include "probe/memory/memory_slot.h"

namespace probellm::probe {

/// The channel that a slot belongs to: its socket, counted from 0, and its name on the board.
struct SlotPlace {
  int socket = 0;
  std::string channel;
};

/// The places of all slots, in their order, with what sockets are called and a label as an example.
struct SlotPlaces {
  std::vector<SlotPlace> places;
  std::vector<std::string> sockets;
  std::string example;
};

/// Where the slots are by their locators or bank locators, and by the CPU's number of channels where these
/// only number them; NotFound with the reason where neither tells.
core::Result<SlotPlaces> places_of(const MemorySlots& slots, const core::Cpu& cpu);

}  // namespace probellm::probe
