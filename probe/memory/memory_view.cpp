#include "probe/memory/memory_view.h"

#include <cstdio>

#include "probe/text.h"

namespace probellm::probe {
namespace {

ChannelView view_of(const core::Channel& channel, const core::Memory& memory) {
  ChannelView view{&channel, {}};
  for (const int dimm : channel.dimms)
    if (memory.dimms && dimm >= 0 && static_cast<std::size_t>(dimm) < memory.dimms->size())
      view.dimms.push_back(&(*memory.dimms)[static_cast<std::size_t>(dimm)]);
  return view;
}

}  // namespace

bool are_invented(const core::Machine& machine) {
  return machine.host.hypervisor && !machine.memory.channels.populated;
}

std::vector<SocketView> socket_views(const core::Memory& memory) {
  std::vector<SocketView> views;
  for (const core::MemorySocket& socket : memory.sockets) {
    SocketView view{&socket, "", {}};
    if (memory.sockets.size() > 1) view.place = "socket " + std::to_string(socket.id) + ", ";
    for (const core::Channel& channel : memory.channels.each)
      if (channel.socket == socket.id) view.channels.push_back(view_of(channel, memory));
    views.push_back(std::move(view));
  }
  return views;
}

std::vector<const core::Dimm*> dimms_in(const SocketView& view) {
  std::vector<const core::Dimm*> dimms;
  for (const ChannelView& channel : view.channels)
    dimms.insert(dimms.end(), channel.dimms.begin(), channel.dimms.end());
  return dimms;
}

core::Bytes sum_of(const std::vector<const core::Dimm*>& dimms) {
  core::Bytes sum;
  for (const core::Dimm* dimm : dimms) sum += dimm->size;
  return sum;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

std::string in_mts(double transfers_per_second) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f MT/s", transfers_per_second / 1e6);
  return text;
}

std::string kind_of(const core::Dimm& dimm) {
  const std::string part = dimm.part_number.empty() ? "" : ", part number " + dimm.part_number;
  return in_gib(dimm.size) + " " + dimm.type + part;
}

}  // namespace probellm::probe
