#include "planner/slots.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace probellm::planner {
namespace {

using core::Fact;

constexpr const char* kSource = "the specification";

std::string letter(int channel) { return std::string(1, static_cast<char>('A' + channel)); }

core::Dimm dimm_of(const core::Modules& modules, const Running& running, std::string slot) {
  core::Dimm dimm;
  dimm.locator = std::move(slot);
  dimm.size = modules.each;
  dimm.type = modules.type;
  dimm.rated_transfers_per_second = Fact<double>::known(modules.transfers_per_second, kSource);
  dimm.configured_transfers_per_second = Fact<double>::known(running.transfers_per_second, kSource);
  return dimm;
}

}  // namespace

void put_into_slots(core::Memory& memory, const core::Modules& modules, const Running& running, int sockets) {
  const int each = running.channels / std::max(1, sockets);
  if (modules.count < 1 || each < 1 || each > 26) return;
  std::vector<core::Dimm> dimms;
  for (int socket = 0; socket < sockets; ++socket)
    for (int channel = 0; channel < each; ++channel) {
      core::Channel filled{socket, letter(channel), {}, {}};
      // Sockets take turns, so that an odd module goes to the first.
      const int first = channel * sockets + socket;
      for (int module = first; module < modules.count; module += running.channels) {
        filled.dimms.push_back(static_cast<int>(dimms.size()));
        dimms.push_back(dimm_of(modules, running, letter(channel) + std::to_string(filled.dimms.size())));
      }
      if (filled.dimms.empty()) filled.empty_slots = {letter(channel) + "1"};
      memory.channels.each.push_back(std::move(filled));
    }
  memory.dimms = Fact<std::vector<core::Dimm>>::known(std::move(dimms), kSource);
}

}  // namespace probellm::planner
