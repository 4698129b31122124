#include "probe/memory/channels.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "probe/memory/slot_places.h"

namespace probellm::probe {
namespace {

using core::Fact;

void put_absent(core::Memory& memory, const std::string& reason, const std::string& remedy) {
  memory.channels = {Fact<int>::absent(reason, remedy), Fact<int>::absent(reason, remedy)};
}

/// A hypervisor's table that was recorded elsewhere still names its maker: QEMU's "QEMU", VMware's "VMware
/// Virtual RAM", Hyper-V's "Microsoft", which invent modules of any size.
bool is_invented(const core::Memory& memory) {
  if (!memory.dimms || memory.dimms->empty()) return false;
  return std::all_of(memory.dimms->begin(), memory.dimms->end(), [](const core::Dimm& dimm) {
    return dimm.manufacturer == "QEMU" || dimm.manufacturer == "Red Hat" ||
           dimm.manufacturer.starts_with("VMware") || dimm.manufacturer.starts_with("Microsoft");
  });
}

/// Why modules may be missing from the list, so that nothing can be counted.
std::optional<std::string> gap_in(const MemorySlots& slots) {
  if (slots.is_cut) return "the SMBIOS table ends in the middle";
  for (const MemorySlot& slot : slots.slots)
    if (slot.content == Content::Unknown)
      return "the firmware doesn't state the size of what is in " +
             (slot.locator.empty() ? "a slot" : "\"" + slot.locator + "\"");
  return std::nullopt;
}

/// The channels in the order of their slots.
std::vector<core::Channel> channels_by(const SlotPlaces& places, const MemorySlots& slots) {
  std::vector<core::Channel> channels;
  std::map<std::pair<int, std::string>, std::size_t> known;
  int dimm = 0;
  for (std::size_t i = 0; i < slots.slots.size(); ++i) {
    const SlotPlace& place = places.places[i];
    const MemorySlot& slot = slots.slots[i];
    const auto [at, is_new] = known.try_emplace({place.socket, place.channel}, channels.size());
    if (is_new) channels.push_back({place.socket, place.channel, {}, {}});
    core::Channel& channel = channels[at->second];
    if (slot.module)
      channel.dimms.push_back(dimm++);
    else if (slot.content == Content::Empty)
      channel.empty_slots.push_back(slot.locator.empty() ? slot.bank : slot.locator);
  }
  return channels;
}

/// Sockets that have a processor: those with modules, and of the others the first up to the number of
/// processors. Boards list the slots of empty sockets too.
std::set<int> sockets_with_cpu(const std::vector<core::Channel>& channels, std::size_t sockets,
                               std::optional<int> processors) {
  std::set<int> with;
  for (const core::Channel& channel : channels)
    if (!channel.dimms.empty()) with.insert(channel.socket);
  const auto wanted = processors ? static_cast<std::size_t>(*processors) : sockets;
  for (int socket = 0; socket < static_cast<int>(sockets) && with.size() < wanted; ++socket)
    with.insert(socket);
  return with;
}

std::optional<int> processors_of(const core::Cpu& cpu, const MemorySlots& slots) {
  return cpu.sockets ? std::optional(*cpu.sockets) : slots.processors;
}

/// Which channels are counted.
enum class Which { All, Populated };

int count(const std::vector<core::Channel>& channels, std::optional<int> socket, Which which) {
  return static_cast<int>(std::count_if(channels.begin(), channels.end(), [&](const core::Channel& channel) {
    return (!socket || channel.socket == *socket) && (which == Which::All || !channel.dimms.empty());
  }));
}

/// How many channels there are; from memory controllers where these and not slots say it.
Fact<int> possible(const MemorySlots& slots, int named, std::size_t share, const std::string& source) {
  const auto listed = static_cast<int>(slots.slots.size());
  if (!slots.channels_by_controller.empty()) {
    int sum = 0;
    for (const int channels : slots.channels_by_controller) sum += channels;
    return Fact<int>::known(std::max(named, sum / static_cast<int>(share)),
                            "max_location, /sys/devices/system/edac/mc");
  }
  if (slots.count == 0) return Fact<int>::absent("EDAC lists modules, and no empty slots");
  if (slots.count > listed)
    return Fact<int>::absent("the firmware lists " + std::to_string(listed) + " of its " +
                             std::to_string(slots.count) + " slots");
  return Fact<int>::known(named, source);
}

void put_sockets(core::Memory& memory, const MemorySlots& slots, const SlotPlaces& places,
                 const std::set<int>& with_cpu, const std::string& source) {
  for (const int socket : with_cpu) {
    core::MemorySocket described;
    described.id = socket;
    described.label = places.sockets[static_cast<std::size_t>(socket)];
    described.populated_channels =
        Fact<int>::known(count(memory.channels.each, socket, Which::Populated), source);
    described.possible_channels =
        possible(slots, count(memory.channels.each, socket, Which::All), with_cpu.size(), source);
    memory.sockets.push_back(std::move(described));
  }
}

}  // namespace

void describe_channels(core::Memory& memory, const Fact<MemorySlots>& slots, const core::Cpu& cpu,
                       const Fact<std::string>& hypervisor) {
  if (!slots) return put_absent(memory, slots.reason(), slots.remedy());
  if (hypervisor || is_invented(memory))
    return put_absent(memory, "a hypervisor's SMBIOS table doesn't describe the host's DIMMs", "");
  if (const auto gap = gap_in(*slots)) return put_absent(memory, *gap, "");
  const auto places = places_of(*slots, cpu);
  if (!places) return put_absent(memory, places.error().what, "look the slots up in the board's manual");
  const std::string source = "locators such as \"" + places->example + "\", " + slots.source();
  auto all = channels_by(*places, *slots);
  const auto with_cpu = sockets_with_cpu(all, places->sockets.size(), processors_of(cpu, *slots));
  std::erase_if(all, [&](const core::Channel& channel) { return !with_cpu.contains(channel.socket); });
  memory.channels.each = std::move(all);
  memory.channels.populated = Fact<int>::known(count(memory.channels.each, {}, Which::Populated), source);
  memory.channels.possible = possible(*slots, count(memory.channels.each, {}, Which::All), 1, source);
  put_sockets(memory, *slots, *places, with_cpu, source);
}

}  // namespace probellm::probe
