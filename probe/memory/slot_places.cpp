#include "probe/memory/slot_places.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "probe/memory/channel_name.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

/// The labels of all slots, in their order.
using Labels = std::vector<SlotLabel>;

/// Numbers in their order, letters in theirs.
struct Naturally {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::pair(a.size(), a) < std::pair(b.size(), b);
  }
};

using Names = std::set<std::string, Naturally>;

std::optional<Labels> labels_in(const MemorySlots& slots, const std::string MemorySlot::*text,
                                const SlotLabels& reader) {
  Labels labels;
  for (const MemorySlot& slot : slots.slots) {
    auto label = reader.read(slot.*text);
    if (!label) return std::nullopt;
    labels.push_back(std::move(*label));
  }
  return labels;
}

bool are_only_numbered(const Labels& labels) {
  return std::any_of(labels.begin(), labels.end(), [](const SlotLabel& label) { return !!label.number; });
}

Names names_in(const Labels& labels, const std::string SlotLabel::*text) {
  Names names;
  for (const SlotLabel& label : labels) names.insert(label.*text);
  return names;
}

std::string numbered_name(const SlotLabel& label) {
  return label.number ? std::to_string(*label.number) : "";
}

/// Locators that name no socket beside bank locators that name nothing else: DIMM_A1 in NODE 1. Nodes that
/// aren't as many as the sockets are parts of them.
void take_sockets_from_banks(Labels& labels, const MemorySlots& slots, const SlotLabels& reader,
                             int sockets) {
  Names names;
  std::vector<std::string> by_slot;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto socket = labels[i].socket.empty() ? reader.socket_in(slots.slots[i].bank) : std::nullopt;
    if (!socket) return;
    names.insert(*socket);
    by_slot.push_back(*socket);
  }
  if (names.size() != static_cast<std::size_t>(sockets)) return;
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i].socket = by_slot[i];
}

/// Labels that name no socket although there are several: their parts, numbers or channels go on from one
/// socket to the next, as on Lenovo's, Cisco's and AMD's boards.
void share_out_sockets(Labels& labels, int sockets) {
  const bool names_one = names_in(labels, &SlotLabel::socket) != Names{""};
  if (names_one || sockets < 2) return;
  const auto name_of = [&](const SlotLabel& label) {
    if (!label.part.empty()) return label.part;
    return label.number ? numbered_name(label) : label.channel;
  };
  Names names;
  for (const SlotLabel& label : labels) names.insert(name_of(label));
  const std::size_t each = names.size() / static_cast<std::size_t>(sockets);
  if (each == 0 || names.size() % static_cast<std::size_t>(sockets) != 0) return;
  for (SlotLabel& label : labels) {
    const auto at = std::distance(names.begin(), names.find(name_of(label)));
    label.socket = std::to_string(static_cast<std::size_t>(at) / each);
  }
}

/// Gives numbered slots their channels; false where a part's slots can't be shared out evenly.
bool number_channels(Labels& labels, int channels_per_socket) {
  std::map<std::pair<std::string, std::string>, std::set<int>> numbers;
  std::map<std::string, Names> parts;
  for (const SlotLabel& label : labels) {
    if (!label.number || !numbers[{label.socket, label.part}].insert(*label.number).second) return false;
    parts[label.socket].insert(label.part);
  }
  for (SlotLabel& label : labels) {
    const auto part_count = static_cast<int>(parts[label.socket].size());
    const std::set<int>& slots = numbers[{label.socket, label.part}];
    const auto slot_count = static_cast<int>(slots.size());
    const int channels = channels_per_socket / part_count;
    if (channels == 0 || channels_per_socket % part_count != 0 || slot_count % channels != 0) return false;
    const auto at = static_cast<int>(std::distance(slots.begin(), slots.find(*label.number)));
    const bool side_by_side = label.numbering == Numbering::SideBySide;
    label.channel = std::to_string(side_by_side ? at / (slot_count / channels) : at % channels);
  }
  return true;
}

/// Two slots with one name show that the labels don't tell slots apart (seen on boards with coreboot); no
/// channel has more than three slots.
bool are_plausible(const MemorySlots& slots, const Labels& labels) {
  std::set<std::string> names;
  std::map<std::string, int> slots_in_channel;
  for (const MemorySlot& slot : slots.slots)
    if (!names.insert(slot.locator + "\n" + slot.bank).second) return false;
  for (const SlotLabel& label : labels)
    if (++slots_in_channel[label.socket + "/" + label.part + "/" + label.channel] > 3) return false;
  return true;
}

std::string upper(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

/// "A", or "0-A" where a socket has several parts.
SlotPlaces places_by(const Labels& labels, std::string example) {
  const Names sockets = names_in(labels, &SlotLabel::socket);
  std::map<std::string, Names> parts;
  for (const SlotLabel& label : labels) parts[label.socket].insert(label.part);
  SlotPlaces places;
  places.sockets.assign(sockets.begin(), sockets.end());
  places.example = std::move(example);
  for (const SlotLabel& label : labels) {
    const bool has_parts = parts[label.socket].size() > 1;
    places.places.push_back({static_cast<int>(std::distance(sockets.begin(), sockets.find(label.socket))),
                             upper(has_parts ? label.part + "-" + label.channel : label.channel)});
  }
  for (std::string& socket : places.sockets) socket = upper(socket);
  return places;
}

core::Error not_named(const MemorySlots& slots, const std::string& why) {
  return {core::ErrorKind::NotFound, "the locators " + why + " (\"" + slots.slots.front().locator + "\")"};
}

}  // namespace

core::Result<SlotPlaces> places_of(const MemorySlots& slots, const core::Cpu& cpu) {
  const SlotLabels reader;
  std::optional<SlotPlaces> found;
  bool found_tells_sockets = false;
  std::string why = "don't name channels";
  for (const auto text : {&MemorySlot::locator, &MemorySlot::bank}) {
    auto labels = labels_in(slots, text, reader);
    if (!labels) continue;
    const int sockets = cpu.sockets ? *cpu.sockets : slots.processors.value_or(1);
    if (text == &MemorySlot::locator) take_sockets_from_banks(*labels, slots, reader, sockets);
    const bool tells_sockets = names_in(*labels, &SlotLabel::socket).size() > 1;
    share_out_sockets(*labels, sockets);
    if (are_only_numbered(*labels)) {
      if (!cpu.memory_channels) why = "only number the slots, and the CPU's channels aren't known";
      if (!cpu.memory_channels || !number_channels(*labels, *cpu.memory_channels)) continue;
    }
    if (!are_plausible(slots, *labels)) continue;
    if (found && (found_tells_sockets || !tells_sockets)) continue;
    found = places_by(*labels, slots.slots.front().*text);
    found_tells_sockets = tells_sockets;
  }
  if (!found) return not_named(slots, why);
  return *found;
}

}  // namespace probellm::probe
