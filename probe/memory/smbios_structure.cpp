#include "probe/memory/smbios_structure.h"

#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr std::size_t kHeaderLength = 4;
constexpr unsigned kEndOfTable = 127;
constexpr std::size_t kMostStructures = 1 << 16;
/// Where dmidecode --dump-bin puts the table, in front of which its entry point lies.
constexpr std::size_t kDumpedTable = 32;

/// Takes the next whole structure off the table; absent at its end or where the rest is cut or says nonsense.
std::optional<SmbiosStructure> take_structure(std::string_view& table) {
  if (table.size() < kHeaderLength) return std::nullopt;
  const std::size_t length = static_cast<unsigned char>(table[1]);
  if (length < kHeaderLength || length > table.size()) return std::nullopt;
  const std::size_t end = table.find(std::string_view("\0\0", 2), length);
  if (end == std::string_view::npos) return std::nullopt;
  const SmbiosStructure structure{table.substr(0, length), table.substr(length, end - length)};
  table.remove_prefix(end + 2);
  return structure;
}

}  // namespace

std::string_view smbios_table_in(std::string_view file) {
  for (const std::string_view anchor : {"_SM3_", "_SM_", "_DMI_"})
    if (file.starts_with(anchor) && file.size() > kDumpedTable) return file.substr(kDumpedTable);
  return file;
}

std::vector<SmbiosStructure> smbios_structures(std::string_view table) {
  std::vector<SmbiosStructure> structures;
  while (structures.size() < kMostStructures) {
    const auto structure = take_structure(table);
    if (!structure) break;
    structures.push_back(*structure);
    if (type_of(*structure) == kEndOfTable) break;
  }
  return structures;
}

bool are_whole(const std::vector<SmbiosStructure>& structures) {
  return !structures.empty() && type_of(structures.back()) == kEndOfTable;
}

unsigned type_of(const SmbiosStructure& structure) {
  return static_cast<unsigned>(number_at(structure, 0, 1).value_or(kEndOfTable));
}

unsigned handle_of(const SmbiosStructure& structure) {
  return static_cast<unsigned>(number_at(structure, 2, 2).value_or(0));
}

std::optional<std::uint64_t> number_at(const SmbiosStructure& structure, std::size_t offset,
                                       std::size_t width) {
  if (offset + width > structure.formatted.size()) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = (value << 8) | static_cast<unsigned char>(structure.formatted[offset + i]);
  return value;
}

std::string text_at(const SmbiosStructure& structure, std::size_t offset) {
  std::uint64_t index = number_at(structure, offset, 1).value_or(0);
  if (index == 0) return "";
  for (const std::string_view text : split(structure.strings, '\0'))
    if (--index == 0) return printable(text);
  return "";
}

}  // namespace probellm::probe
