#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probellm::probe {

/// One structure of an SMBIOS table: its formatted part, and the strings behind it, each ended by a NUL.
struct SmbiosStructure {
  std::string_view formatted;
  std::string_view strings;
};

/// The table in a file that holds it alone, or behind an entry point as `dmidecode --dump-bin` writes it.
std::string_view smbios_table_in(std::string_view file);

/// The whole structures before the table's end or the place where it is cut or says nonsense; DMTF DSP0134
/// numbers at most 65,536 of them.
std::vector<SmbiosStructure> smbios_structures(std::string_view table);

/// Whether the table ends as DSP0134 wants it, with a structure of type 127.
bool are_whole(const std::vector<SmbiosStructure>& structures);

/// The number of a structure's type, and its handle.
unsigned type_of(const SmbiosStructure& structure);
unsigned handle_of(const SmbiosStructure& structure);

/// A little-endian number of at most 8 bytes; absent where it lies behind the end of the structure, as in
/// tables of older versions.
std::optional<std::uint64_t> number_at(const SmbiosStructure& structure, std::size_t offset,
                                       std::size_t width);

/// The string that a field numbers, safe to print; empty where there is none.
std::string text_at(const SmbiosStructure& structure, std::size_t offset);

}  // namespace probellm::probe
