#include "probe/smbios.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

/// One structure: its formatted part, and the strings behind it, each ended by a NUL.
struct Structure {
  std::string_view formatted;
  std::string_view strings;
};

constexpr std::size_t kHeaderLength = 4;
constexpr unsigned kMemoryArray = 16;
constexpr unsigned kMemoryDevice = 17;
constexpr unsigned kEndOfTable = 127;

/// A little-endian field; absent where it lies behind the end of the structure, as in tables of older
/// versions.
std::optional<std::uint32_t> field(const Structure& structure, std::size_t offset, std::size_t width) {
  if (offset + width > structure.formatted.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = (value << 8) | static_cast<unsigned char>(structure.formatted[offset + i]);
  return value;
}

std::string text_field(const Structure& structure, std::size_t offset) {
  const std::uint32_t index = field(structure, offset, 1).value_or(0);
  if (index == 0) return "";
  const auto strings = split(structure.strings, '\0');
  return index <= strings.size() ? printable(strings[index - 1]) : "";
}

/// Takes the next whole structure off the table; absent at its end or where the rest is cut or says nonsense.
std::optional<Structure> take_structure(std::string_view& table) {
  if (table.size() < kHeaderLength) return std::nullopt;
  const std::size_t length = static_cast<unsigned char>(table[1]);
  if (length < kHeaderLength || length > table.size()) return std::nullopt;
  const std::size_t end = table.find(std::string_view("\0\0", 2), length);
  if (end == std::string_view::npos) return std::nullopt;
  const Structure structure{table.substr(0, length), table.substr(length, end - length)};
  table.remove_prefix(end + 2);
  return structure;
}

/// DSP0134 3.7, table 77.
std::string type_name(std::uint32_t code) {
  switch (code) {
    case 0x0F:
      return "SDRAM";
    case 0x12:
      return "DDR";
    case 0x13:
      return "DDR2";
    case 0x18:
      return "DDR3";
    case 0x1A:
      return "DDR4";
    case 0x1B:
      return "LPDDR";
    case 0x1C:
      return "LPDDR2";
    case 0x1D:
      return "LPDDR3";
    case 0x1E:
      return "LPDDR4";
    case 0x1F:
      return "Logical non-volatile device";
    case 0x20:
      return "HBM";
    case 0x21:
      return "HBM2";
    case 0x22:
      return "DDR5";
    case 0x23:
      return "LPDDR5";
    case 0x24:
      return "HBM3";
    default:
      return "unknown";
  }
}

/// Offset 0x0C in MiB, or KiB where bit 15 is set; 0x7FFF refers to the 31 bits at 0x1C, 0 means empty,
/// 0xFFFF unknown.
std::optional<core::Bytes> size_of(const Structure& device) {
  const std::uint32_t size = field(device, 0x0C, 2).value_or(0);
  if (size == 0 || size == 0xFFFF) return std::nullopt;
  if (size == 0x7FFF) {
    const std::int64_t extended = field(device, 0x1C, 4).value_or(0) & 0x7FFFFFFF;
    return extended == 0 ? std::nullopt : std::optional(core::Bytes{extended * core::kMiB});
  }
  const std::int64_t unit = (size & 0x8000) != 0 ? core::kKiB : core::kMiB;
  const std::int64_t count = size & 0x7FFF;
  return count == 0 ? std::nullopt : std::optional(core::Bytes{count * unit});
}

/// MT/s in two bytes; 0 means unknown, 0xFFFF refers to the four bytes of newer tables.
Fact<double> speed(const Structure& device, std::size_t offset, std::size_t extended_offset,
                   const char* name) {
  std::uint32_t speed = field(device, offset, 2).value_or(0);
  if (speed == 0xFFFF) speed = field(device, extended_offset, 4).value_or(0) & 0x7FFFFFFF;
  if (speed == 0) return Fact<double>::absent(std::string("the SMBIOS table doesn't state the ") + name);
  return Fact<double>::known(speed * 1e6, std::to_string(speed) + " MT/s, SMBIOS type 17, " + name);
}

Fact<int> ranks_of(const Structure& device) {
  const std::uint32_t ranks = field(device, 0x1B, 1).value_or(0) & 0x0F;
  if (ranks == 0) return Fact<int>::absent("the SMBIOS table doesn't state the ranks");
  return Fact<int>::known(static_cast<int>(ranks), "SMBIOS type 17");
}

MemorySlot slot_of(const Structure& device) {
  MemorySlot slot{text_field(device, 0x10), text_field(device, 0x11), std::nullopt};
  const auto size = size_of(device);
  if (!size) return slot;
  core::Dimm dimm;
  dimm.locator = slot.locator;
  dimm.bank = slot.bank;
  dimm.size = *size;
  dimm.type = type_name(field(device, 0x12, 1).value_or(0));
  dimm.rated_transfers_per_second = speed(device, 0x15, 0x54, "rated speed");
  dimm.configured_transfers_per_second = speed(device, 0x20, 0x58, "configured speed");
  dimm.ranks = ranks_of(device);
  dimm.manufacturer = text_field(device, 0x17);
  dimm.part_number = text_field(device, 0x1A);
  slot.module = std::move(dimm);
  return slot;
}

/// The structures of the two types, sorted out by one pass over the table.
struct MemoryStructures {
  std::map<std::uint32_t, Structure> arrays;
  std::vector<Structure> devices;
  bool any = false;
};

MemoryStructures collect(std::string_view table) {
  MemoryStructures found;
  while (const auto structure = take_structure(table)) {
    found.any = true;
    const std::uint32_t type = field(*structure, 0, 1).value_or(kEndOfTable);
    if (type == kEndOfTable) break;
    if (type == kMemoryArray) found.arrays.emplace(field(*structure, 2, 2).value_or(0), *structure);
    if (type == kMemoryDevice && found.devices.size() < kMostSlots) found.devices.push_back(*structure);
  }
  return found;
}

/// Flash and video memory are arrays too; only use 3 is system memory.
bool holds_system_memory(const Structure& array) { return field(array, 5, 1).value_or(3) == 3; }

bool is_system_memory(const Structure& device, const MemoryStructures& all) {
  const auto array = all.arrays.find(field(device, 4, 2).value_or(0xFFFF));
  return array == all.arrays.end() || holds_system_memory(array->second);
}

int count_slots(const MemoryStructures& all, std::size_t listed) {
  std::size_t count = 0;
  for (const auto& [handle, array] : all.arrays)
    if (holds_system_memory(array)) count += field(array, 0x0D, 2).value_or(0);
  return static_cast<int>(std::max(count, listed));
}

}  // namespace

core::Result<MemorySlots> parse_smbios_memory(std::string_view table) {
  const MemoryStructures all = collect(table);
  if (!all.any) return core::Error{core::ErrorKind::Malformed, "the SMBIOS table is empty or damaged"};
  MemorySlots memory;
  for (const Structure& device : all.devices)
    if (is_system_memory(device, all)) memory.slots.push_back(slot_of(device));
  if (memory.slots.empty())
    return core::Error{core::ErrorKind::NotFound, "the SMBIOS table lists no memory slots"};
  memory.count = count_slots(all, memory.slots.size());
  return memory;
}

}  // namespace probellm::probe
