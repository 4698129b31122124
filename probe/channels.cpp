#include "probe/channels.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "probe/absence.h"
#include "probe/channel_name.h"

namespace probellm::probe {
namespace {

using core::Fact;

/// The channel of each slot, in the order of the slots.
using ChannelNames = std::vector<std::string>;

std::optional<ChannelNames> names_of(const MemorySlots& slots, const std::string MemorySlot::*label) {
  ChannelNames names;
  for (const MemorySlot& slot : slots.slots) {
    auto name = channel_named_by(slot.*label);
    if (!name) return std::nullopt;
    names.push_back(std::move(*name));
  }
  return names;
}

/// Two slots with one name show that the locators don't tell slots apart; no channel has more than three
/// slots.
bool is_plausible(const MemorySlots& slots, const ChannelNames& names) {
  std::set<std::string> labels;
  std::map<std::string, int> slots_in_channel;
  for (const MemorySlot& slot : slots.slots)
    if (!labels.insert(slot.locator + "\n" + slot.bank).second) return false;
  for (const std::string& name : names)
    if (++slots_in_channel[name] > 3) return false;
  return true;
}

std::optional<ChannelNames> name_channels(const MemorySlots& slots) {
  for (const auto label : {&MemorySlot::locator, &MemorySlot::bank})
    if (auto names = names_of(slots, label); names && is_plausible(slots, *names)) return names;
  return std::nullopt;
}

core::Channels absent_channels(const std::string& reason, const std::string& remedy) {
  return {Fact<int>::absent(reason, remedy), Fact<int>::absent(reason, remedy)};
}

Fact<int> possible_channels(const MemorySlots& slots, const ChannelNames& names, const std::string& source) {
  const auto listed = static_cast<int>(slots.slots.size());
  if (slots.count > listed)
    return Fact<int>::absent("the firmware lists " + std::to_string(listed) + " of its " +
                             std::to_string(slots.count) + " slots");
  return Fact<int>::known(static_cast<int>(std::set(names.begin(), names.end()).size()), source);
}

std::string rate_source(int channels, double transfers) {
  char text[80];
  std::snprintf(text, sizeof text, "%d channels x %.0f MT/s x 8 bytes", channels, transfers / 1e6);
  return text;
}

}  // namespace

core::Channels count_channels(const Fact<MemorySlots>& slots, const Fact<std::string>& hypervisor) {
  if (!slots) return absent_channels(slots.reason(), slots.remedy());
  if (hypervisor) return absent_channels("a hypervisor's SMBIOS table doesn't describe the host's DIMMs", "");
  const auto names = name_channels(*slots);
  if (!names)
    return absent_channels("the locators don't name channels (\"" + slots->slots.front().locator + "\")",
                           "look the slots up in the board's manual");
  std::set<std::string> populated;
  for (std::size_t i = 0; i < names->size(); ++i)
    if (slots->slots[i].module) populated.insert((*names)[i]);
  const std::string source = "locators such as \"" + slots->slots.front().locator + "\", " + slots.source();
  return {Fact<int>::known(static_cast<int>(populated.size()), source),
          possible_channels(*slots, *names, source)};
}

Fact<core::BytesPerSecond> theoretical_bandwidth(const core::Channels& channels,
                                                 const Fact<std::vector<core::Dimm>>& dimms) {
  using Rate = Fact<core::BytesPerSecond>;
  constexpr double kBytesPerTransfer = 8;
  if (!channels.populated) return absent_like<core::BytesPerSecond>(channels.populated);
  if (!dimms) return absent_like<core::BytesPerSecond>(dimms);
  std::optional<double> slowest;
  for (const core::Dimm& dimm : *dimms) {
    if (!dimm.type.starts_with("DDR")) return Rate::absent("a channel of " + dimm.type + " has no set width");
    if (!dimm.configured_transfers_per_second)
      return absent_like<core::BytesPerSecond>(dimm.configured_transfers_per_second);
    const double speed = *dimm.configured_transfers_per_second;
    slowest = slowest ? std::min(*slowest, speed) : speed;
  }
  if (!slowest) return Rate::absent("the firmware lists no module");
  return Rate::known({*channels.populated * *slowest * kBytesPerTransfer},
                     rate_source(*channels.populated, *slowest));
}

}  // namespace probellm::probe
