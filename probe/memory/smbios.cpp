#include "probe/memory/smbios.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "probe/memory/dimm_fixes.h"
#include "probe/memory/smbios_structure.h"
#include "probe/memory/smbios_words.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;
using Structures = std::vector<SmbiosStructure>;

constexpr unsigned kProcessor = 4;
constexpr unsigned kMemoryArray = 16;
constexpr unsigned kMemoryDevice = 17;
constexpr unsigned kMappedArray = 19;
constexpr unsigned kMappedDevice = 20;
constexpr const char* kSource = "SMBIOS type 17";

/// The structures of each type, sorted out by one pass over the table.
struct MemoryStructures {
  std::map<unsigned, SmbiosStructure> arrays;
  Structures devices;
  Structures mapped_arrays;
  Structures mapped_devices;
  Structures processors;
};

MemoryStructures sorted(const Structures& all) {
  MemoryStructures found;
  for (const SmbiosStructure& structure : all) {
    const unsigned type = type_of(structure);
    if (type == kMemoryArray) found.arrays.emplace(handle_of(structure), structure);
    if (type == kMemoryDevice && found.devices.size() < kMostSlots) found.devices.push_back(structure);
    if (type == kMappedArray) found.mapped_arrays.push_back(structure);
    if (type == kMappedDevice) found.mapped_devices.push_back(structure);
    if (type == kProcessor) found.processors.push_back(structure);
  }
  fix_repeated_devices(found.devices);
  return found;
}

/// From the first byte to the last, in KiB at 0x04, or in bytes at `extended` where that is 0xFFFFFFFF
/// (DSP0134 7.20, 7.21).
std::optional<core::Bytes> mapped_range(const SmbiosStructure& structure, std::size_t extended) {
  constexpr std::uint64_t kElsewhere = 0xFFFFFFFF;
  const auto most = static_cast<std::uint64_t>(kMostClaimedBytes);
  auto start = number_at(structure, 0x04, 4), end = number_at(structure, 0x08, 4);
  std::uint64_t unit = core::kKiB;
  if (start == kElsewhere) {
    start = number_at(structure, extended, 8);
    end = number_at(structure, extended + 8, 8);
    unit = 1;
  }
  if (!start || !end || *end < *start || *end - *start >= most / unit) return std::nullopt;
  return core::Bytes{static_cast<std::int64_t>((*end - *start + 1) * unit)};
}

/// The range of a device whose own size is stated as unknown (0xFFFF), where it alone answers to that range
/// (interleave position 0, type 20).
std::optional<core::Bytes> fix_unknown_size(const SmbiosStructure& device, const MemoryStructures& all) {
  for (const SmbiosStructure& mapped : all.mapped_devices) {
    const bool is_its_own =
        number_at(mapped, 0x0C, 2) == handle_of(device) && number_at(mapped, 0x11, 1) == 0u;
    if (is_its_own) return mapped_range(mapped, 0x13);
  }
  return std::nullopt;
}

/// Offset 0x0C in MiB, or KiB where bit 15 is set; 0x7FFF refers to the 31 bits at 0x1C, 0 means empty,
/// 0xFFFF unknown.
std::optional<core::Bytes> size_of(const SmbiosStructure& device, const MemoryStructures& all) {
  constexpr std::uint64_t kUnknown = 0xFFFF, kExtended = 0x7FFF, kInKib = 0x8000;
  const std::uint64_t stated = number_at(device, 0x0C, 2).value_or(0);
  core::Bytes size;
  if (stated == kUnknown)
    size = fix_unknown_size(device, all).value_or(core::Bytes{});
  else if (stated == kExtended)
    size.value = static_cast<std::int64_t>(number_at(device, 0x1C, 4).value_or(0) & 0x7FFFFFFF) * core::kMiB;
  else
    size.value =
        static_cast<std::int64_t>(stated & 0x7FFF) * ((stated & kInKib) != 0 ? core::kKiB : core::kMiB);
  if (size.value == 0 || size > kMostOfAModule) return std::nullopt;
  return size;
}

/// MT/s in two bytes; 0 means unknown, 0xFFFF refers to the four bytes of newer tables.
Fact<double> speed(const SmbiosStructure& device, std::size_t offset, std::size_t extended_offset,
                   const std::string& name) {
  constexpr std::uint64_t kElsewhere = 0xFFFF, kFastest = 100'000;
  std::uint64_t speed = number_at(device, offset, 2).value_or(0);
  if (speed == kElsewhere) speed = number_at(device, extended_offset, 4).value_or(0) & 0x7FFFFFFF;
  if (speed == 0) return Fact<double>::absent("the SMBIOS table doesn't state the " + name);
  if (speed > kFastest)
    return Fact<double>::absent("the SMBIOS table states a " + name + " that no memory has");
  return Fact<double>::known(static_cast<double>(speed) * 1e6,
                             std::to_string(speed) + " MT/s, SMBIOS type 17, " + name);
}

Fact<int> ranks_of(const SmbiosStructure& device) {
  const std::uint64_t ranks = number_at(device, 0x1B, 1).value_or(0) & 0x0F;
  if (ranks == 0) return Fact<int>::absent("the SMBIOS table doesn't state the ranks");
  return Fact<int>::known(static_cast<int>(ranks), kSource);
}

Fact<int> data_width_of(const SmbiosStructure& device) {
  constexpr std::uint64_t kWidest = 4096;
  const std::uint64_t bits = number_at(device, 0x0A, 2).value_or(0);
  if (bits == 0 || bits > kWidest) return Fact<int>::absent("the SMBIOS table doesn't state the data width");
  return Fact<int>::known(static_cast<int>(bits), kSource);
}

Fact<std::string> word_fact(std::string_view word, const char* name) {
  if (word.empty() || word == "unknown")
    return Fact<std::string>::absent(std::string("the SMBIOS table doesn't state the ") + name);
  return Fact<std::string>::known(std::string(word), kSource);
}

/// Millivolts as they are configured.
Fact<double> volts_of(const SmbiosStructure& device) {
  constexpr std::uint64_t kMost = 10'000;
  const std::uint64_t millivolts = number_at(device, 0x26, 2).value_or(0);
  if (millivolts == 0 || millivolts > kMost)
    return Fact<double>::absent("the SMBIOS table doesn't state the voltage");
  return Fact<double>::known(static_cast<double>(millivolts) / 1000, kSource);
}

core::Dimm module_of(const SmbiosStructure& device, core::Bytes size) {
  core::Dimm dimm;
  dimm.size = size;
  dimm.type = memory_type_word(number_at(device, 0x12, 1).value_or(0));
  dimm.rated_transfers_per_second = speed(device, 0x15, 0x54, "rated speed");
  dimm.configured_transfers_per_second = speed(device, 0x20, 0x58, "configured speed");
  dimm.ranks = ranks_of(device);
  dimm.manufacturer = fix_maker_number(fix_placeholder(text_at(device, 0x17)));
  dimm.part_number = fix_placeholder(text_at(device, 0x1A));
  dimm.data_width_bits = data_width_of(device);
  dimm.form_factor = word_fact(form_factor_word(number_at(device, 0x0E, 1).value_or(0)), "form factor");
  dimm.technology = word_fact(technology_word(number_at(device, 0x28, 1).value_or(0)), "technology");
  dimm.buffering = word_fact(buffering_word(number_at(device, 0x13, 2).value_or(0)), "buffering");
  dimm.volts = volts_of(device);
  fix_clock_for_transfers(dimm);
  fix_subchannel_width(dimm);
  fix_unstated_buffering(dimm, number_at(device, 0x08, 2).value_or(0));
  return dimm;
}

/// Persistent memory that gives nothing to main memory: no volatile part (offset 0x3C).
bool is_storage(const core::Dimm& dimm, const SmbiosStructure& device) {
  const bool is_persistent = dimm.type == "Logical non-volatile device" ||
                             (dimm.technology && dimm.technology->starts_with("Optane"));
  return is_persistent && number_at(device, 0x3C, 8).value_or(0) == 0;
}

MemorySlot slot_of(const SmbiosStructure& device, const MemoryStructures& all) {
  MemorySlot slot;
  slot.locator = fix_placeholder(text_at(device, 0x10));
  slot.bank = fix_placeholder(text_at(device, 0x11));
  if (number_at(device, 0x0C, 2).value_or(0) == 0) return slot;
  const auto size = size_of(device, all);
  core::Dimm dimm = module_of(device, size.value_or(core::Bytes{}));
  slot.content = is_storage(dimm, device) ? Content::Storage : size ? Content::Module : Content::Unknown;
  if (slot.content != Content::Module) return slot;
  dimm.locator = slot.locator;
  dimm.bank = slot.bank;
  slot.module = std::move(dimm);
  return slot;
}

/// Flash and video memory are arrays too; only use 3 is system memory.
bool holds_system_memory(const SmbiosStructure& array) { return number_at(array, 5, 1).value_or(3) == 3; }

bool is_in_system_memory(const SmbiosStructure& structure, std::size_t handle_at,
                         const MemoryStructures& all) {
  const auto array = all.arrays.find(static_cast<unsigned>(number_at(structure, handle_at, 2).value_or(0)));
  return array == all.arrays.end() || holds_system_memory(array->second);
}

int count_slots(const MemoryStructures& all, std::size_t listed) {
  std::size_t count = 0;
  for (const auto& [handle, array] : all.arrays)
    if (holds_system_memory(array)) count += number_at(array, 0x0D, 2).value_or(0);
  return static_cast<int>(std::max(count, listed));
}

/// Central processors whose socket is populated (bit 6 of the status; DSP0134 7.5).
std::optional<int> count_processors(const MemoryStructures& all) {
  constexpr std::uint64_t kCentral = 3, kPopulated = 0x40;
  int count = 0;
  for (const SmbiosStructure& processor : all.processors) {
    const bool is_central = number_at(processor, 0x05, 1) == kCentral;
    if (is_central && (number_at(processor, 0x18, 1).value_or(0) & kPopulated) != 0) ++count;
  }
  return count > 0 ? std::optional(count) : std::nullopt;
}

std::optional<core::Bytes> sum_of_ranges(const MemoryStructures& all) {
  core::Bytes sum;
  for (const SmbiosStructure& range : all.mapped_arrays)
    if (is_in_system_memory(range, 0x0C, all) && sum.value < kMostClaimedBytes)
      sum += mapped_range(range, 0x0F).value_or(core::Bytes{});
  return sum.value > 0 ? std::optional(sum) : std::nullopt;
}

}  // namespace

core::Result<MemorySlots> parse_smbios_memory(std::string_view table) {
  const Structures structures = smbios_structures(smbios_table_in(table));
  if (structures.empty())
    return core::Error{core::ErrorKind::Malformed, "the SMBIOS table is empty or damaged"};
  const MemoryStructures all = sorted(structures);
  MemorySlots memory;
  for (const SmbiosStructure& device : all.devices)
    if (is_in_system_memory(device, 0x04, all)) memory.slots.push_back(slot_of(device, all));
  if (memory.slots.empty())
    return core::Error{core::ErrorKind::NotFound, "the SMBIOS table lists no memory slots"};
  memory.count = count_slots(all, memory.slots.size());
  memory.is_cut = !are_whole(structures);
  memory.processors = count_processors(all);
  memory.mapped = sum_of_ranges(all);
  return memory;
}

}  // namespace probellm::probe
