#pragma once

#include <string>
#include <vector>

#include "core/machine.h"

namespace probellm::probe {

/// A channel with the modules in it.
struct ChannelView {
  const core::Channel* channel = nullptr;
  std::vector<const core::Dimm*> dimms;
};

/// A socket with its channels, and what a sentence about it begins with: "socket 1, " or nothing where there
/// is but one.
struct SocketView {
  const core::MemorySocket* socket = nullptr;
  std::string place;
  std::vector<ChannelView> channels;
};

/// Whether the modules are a hypervisor's invention; they aren't where another machine's table was given.
bool are_invented(const core::Machine& machine);

/// The sockets of a machine's memory; indexes that point nowhere are left out.
std::vector<SocketView> socket_views(const core::Memory& memory);

/// The modules in all channels of a socket.
std::vector<const core::Dimm*> dimms_in(const SocketView& view);

/// The bytes of modules.
core::Bytes sum_of(const std::vector<const core::Dimm*>& dimms);

/// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names);

/// "4800 MT/s".
std::string in_mts(double transfers_per_second);

/// "64.0 GiB DDR5, part number X": what a module like the others is.
std::string kind_of(const core::Dimm& dimm);

}  // namespace probellm::probe
