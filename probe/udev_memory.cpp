#include "probe/udev_memory.h"

#include <algorithm>
#include <map>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;
using Properties = std::map<std::string_view, std::string_view>;

constexpr std::string_view kDevice = "E:MEMORY_DEVICE_";
constexpr std::string_view kCount = "E:MEMORY_ARRAY_NUM_DEVICES=";

std::string text_of(const Properties& properties, std::string_view key) {
  const auto found = properties.find(key);
  return found == properties.end() ? "" : printable(found->second);
}

Fact<double> speed(const Properties& properties, std::string_view key) {
  const auto mega = to_number<int>(text_of(properties, key));
  const std::string name = lower(key);
  if (!mega || *mega <= 0) return Fact<double>::absent("udev's database has no " + name);
  return Fact<double>::known(*mega * 1e6, std::to_string(*mega) + " MT/s, udev's database, " + name);
}

Fact<int> ranks_of(const Properties& properties) {
  const auto ranks = to_number<int>(text_of(properties, "RANK"));
  if (!ranks || *ranks <= 0) return Fact<int>::absent("udev's database doesn't state the ranks");
  return Fact<int>::known(*ranks, "udev's database");
}

MemorySlot slot_of(const Properties& properties) {
  MemorySlot slot{text_of(properties, "LOCATOR"), text_of(properties, "BANK_LOCATOR"), std::nullopt};
  const auto size = to_bytes(text_of(properties, "SIZE"));
  if (text_of(properties, "PRESENT") == "0" || !size || size->value == 0) return slot;
  core::Dimm dimm;
  dimm.locator = slot.locator;
  dimm.bank = slot.bank;
  dimm.size = *size;
  dimm.type = text_of(properties, "TYPE");
  dimm.rated_transfers_per_second = speed(properties, "SPEED_MTS");
  dimm.configured_transfers_per_second = speed(properties, "CONFIGURED_SPEED_MTS");
  dimm.ranks = ranks_of(properties);
  dimm.manufacturer = text_of(properties, "MANUFACTURER");
  dimm.part_number = text_of(properties, "PART_NUMBER");
  slot.module = std::move(dimm);
  return slot;
}

/// Files one line "E:MEMORY_DEVICE_<number>_<key>=<value>" under its number.
void collect(std::string_view line, std::map<std::size_t, Properties>& devices) {
  if (!line.starts_with(kDevice)) return;
  line.remove_prefix(kDevice.size());
  const std::size_t bar = line.find('_');
  const std::size_t equals = line.find('=');
  if (bar == std::string_view::npos || equals == std::string_view::npos || equals < bar) return;
  const auto number = to_number<std::size_t>(line.substr(0, bar));
  if (number && *number < kMostSlots)
    devices[*number][line.substr(bar + 1, equals - bar - 1)] = line.substr(equals + 1);
}

}  // namespace

core::Result<MemorySlots> parse_udev_memory(std::string_view record) {
  std::map<std::size_t, Properties> devices;
  MemorySlots memory;
  for (const std::string_view line : split(record, '\n')) {
    collect(line, devices);
    if (line.starts_with(kCount))
      memory.count = to_number<int>(trimmed(line.substr(kCount.size()))).value_or(0);
  }
  if (devices.empty())
    return core::Error{core::ErrorKind::NotFound, "udev's database doesn't list memory slots"};
  for (const auto& [number, properties] : devices) memory.slots.push_back(slot_of(properties));
  memory.count = std::max(memory.count, static_cast<int>(memory.slots.size()));
  return memory;
}

}  // namespace probellm::probe
