#include <algorithm>
#include <array>

#include "probe/capture/redaction.h"

namespace probellm::probe {
namespace {

constexpr std::size_t kHeader = 4;

/// Where a structure holds the numbers of strings that identify one machine (SMBIOS 3.7, chapter 7).
struct Identity {
  unsigned type;
  std::array<std::size_t, 2> string_offsets;
};

constexpr std::array<Identity, 5> kIdentities = {{
    {1, {0x07, 0x19}},   // system: serial number, SKU
    {2, {0x07, 0x08}},   // board: serial number, asset tag
    {3, {0x07, 0x08}},   // chassis: serial number, asset tag
    {4, {0x20, 0x21}},   // processor: serial number, asset tag
    {17, {0x18, 0x19}},  // memory device: serial number, asset tag
}};

/// Structures without anything that identifies one machine.
constexpr std::array<unsigned, 6> kHarmless = {0, 7, 16, 19, 20, 127};

/// One structure in a table: its formatted part and the strings behind it.
struct Structure {
  std::size_t start;
  std::size_t strings;
  std::size_t end;
};

void blank(std::string& table, std::size_t from, std::size_t to, char with) {
  for (std::size_t at = from; at < std::min(to, table.size()); ++at)
    if (with == '\0' || table[at] != '\0') table[at] = with;
}

void blank_string(std::string& table, const Structure& structure, unsigned number) {
  std::size_t at = structure.strings;
  for (unsigned passed = 1; passed < number && at < structure.end; ++passed)
    at = std::min(table.find('\0', at), structure.end) + 1;
  if (number > 0 && at < structure.end) blank(table, at, table.find('\0', at), 'X');
}

void redact(std::string& table, const Structure& structure) {
  const unsigned type = static_cast<unsigned char>(table[structure.start]);
  if (std::find(kHarmless.begin(), kHarmless.end(), type) != kHarmless.end()) return;
  const auto known = std::find_if(kIdentities.begin(), kIdentities.end(),
                                  [&](const Identity& identity) { return identity.type == type; });
  if (known == kIdentities.end()) {
    blank(table, structure.start + kHeader, structure.strings, '\0');
    blank(table, structure.strings, structure.end, 'X');
    return;
  }
  for (const std::size_t offset : known->string_offsets)
    if (structure.start + offset < structure.strings)
      blank_string(table, structure, static_cast<unsigned char>(table[structure.start + offset]));
  constexpr std::size_t kUuid = 0x08;
  constexpr std::size_t kUuidEnd = 0x18;
  if (type == 1)
    blank(table, structure.start + kUuid, std::min(structure.start + kUuidEnd, structure.strings), '\0');
}

}  // namespace

std::string redact_smbios(std::string_view original) {
  std::string table(original);
  std::size_t at = 0;
  while (at + kHeader <= table.size()) {
    const std::size_t length = static_cast<unsigned char>(table[at + 1]);
    const std::size_t strings = at + length;
    const std::size_t end = length < kHeader ? std::string::npos : table.find(std::string(2, '\0'), strings);
    // What can't be followed might hold anything.
    if (end == std::string::npos) {
      blank(table, at, table.size(), '\0');
      return table;
    }
    redact(table, {at, strings, end});
    at = end + 2;
  }
  return table;
}

}  // namespace probellm::probe
