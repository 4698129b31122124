#include "probe/memory/udev_memory.h"

#include <algorithm>
#include <map>

#include "probe/memory/dimm_fixes.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;
using Properties = std::map<std::string_view, std::string_view>;

constexpr const char* kSource = "udev's database";
constexpr std::string_view kDevice = "E:MEMORY_DEVICE_";
constexpr std::string_view kCount = "E:MEMORY_ARRAY_NUM_DEVICES=";

std::string text_of(const Properties& properties, std::string_view key) {
  const auto found = properties.find(key);
  return found == properties.end() ? "" : printable(found->second);
}

Fact<double> speed(const Properties& properties, std::string_view key) {
  const auto mega = to_number<int>(text_of(properties, key));
  const std::string name = lower(key);
  constexpr int kInOtherField = 65535;  // systemd doesn't read the extended speeds
  if (!mega || *mega <= 0 || *mega == kInOtherField)
    return Fact<double>::absent("udev's database has no " + name);
  return Fact<double>::known(*mega * 1e6, std::to_string(*mega) + " MT/s, udev's database, " + name);
}

Fact<int> ranks_of(const Properties& properties) {
  const auto ranks = to_number<int>(text_of(properties, "RANK"));
  if (!ranks || *ranks <= 0) return Fact<int>::absent("udev's database doesn't state the ranks");
  return Fact<int>::known(*ranks, kSource);
}

Fact<int> data_width_of(const Properties& properties) {
  constexpr int kWidest = 4096;
  const auto bits = to_number<int>(text_of(properties, "DATA_WIDTH"));
  if (!bits || *bits <= 0 || *bits > kWidest)
    return Fact<int>::absent("udev's database doesn't state the data width");
  return Fact<int>::known(*bits, kSource);
}

Fact<std::string> word_of(const Properties& properties, std::string_view key) {
  const std::string word = fix_placeholder(text_of(properties, key));
  if (word.empty()) return Fact<std::string>::absent("udev's database has no " + lower(key));
  return Fact<std::string>::known(word == "Row Of Chips" ? "row of chips" : word, kSource);
}

/// The words of "Synchronous Registered (Buffered)".
Fact<std::string> buffering_of(const Properties& properties) {
  const std::string detail = text_of(properties, "TYPE_DETAIL");
  for (const auto& [sign, word] : {std::pair{"LRDIMM", "load-reduced"},
                                   {"Registered (Buffered)", "registered"},
                                   {"Unbuffered", "unbuffered"}})
    if (detail.find(sign) != std::string::npos) return Fact<std::string>::known(word, kSource);
  return Fact<std::string>::absent("udev's database doesn't state the buffering");
}

Fact<double> volts_of(const Properties& properties) {
  const auto volts = fix_rounded_volts(text_of(properties, "CONFIGURED_VOLTAGE"));
  if (!volts) return Fact<double>::absent("udev's database has no voltage with its digits");
  return Fact<double>::known(*volts, kSource);
}

core::Dimm module_of(const Properties& properties, core::Bytes size) {
  core::Dimm dimm;
  dimm.size = size;
  dimm.type = fix_placeholder(
      fix_type_newer_than_udev(text_of(properties, "TYPE"), text_of(properties, "FORM_FACTOR")));
  if (dimm.type.empty()) dimm.type = "unknown";
  dimm.rated_transfers_per_second = speed(properties, "SPEED_MTS");
  dimm.configured_transfers_per_second = speed(properties, "CONFIGURED_SPEED_MTS");
  dimm.ranks = ranks_of(properties);
  dimm.manufacturer = fix_maker_number(fix_placeholder(text_of(properties, "MANUFACTURER")));
  dimm.part_number = fix_placeholder(text_of(properties, "PART_NUMBER"));
  dimm.data_width_bits = data_width_of(properties);
  dimm.form_factor = word_of(properties, "FORM_FACTOR");
  dimm.technology = word_of(properties, "MEMORY_TECHNOLOGY");
  dimm.buffering = buffering_of(properties);
  dimm.volts = volts_of(properties);
  fix_clock_for_transfers(dimm);
  fix_subchannel_width(dimm);
  fix_unstated_buffering(dimm, to_number<std::uint64_t>(text_of(properties, "TOTAL_WIDTH")).value_or(0));
  return dimm;
}

MemorySlot slot_of(const Properties& properties) {
  MemorySlot slot;
  slot.locator = fix_placeholder(text_of(properties, "LOCATOR"));
  slot.bank = fix_placeholder(text_of(properties, "BANK_LOCATOR"));
  if (text_of(properties, "PRESENT") == "0") return slot;
  const auto size = to_bytes(text_of(properties, "SIZE"));
  core::Dimm dimm = module_of(properties, size.value_or(core::Bytes{}));
  const bool is_known = size && size->value > 0 && *size <= kMostOfAModule;
  const bool is_storage =
      dimm.type == "Logical non-volatile device" && text_of(properties, "VOLATILE_SIZE").empty();
  slot.content = is_storage ? Content::Storage : is_known ? Content::Module : Content::Unknown;
  if (slot.content != Content::Module) return slot;
  dimm.locator = slot.locator;
  dimm.bank = slot.bank;
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
