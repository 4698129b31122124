#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace probellm::probe {

/// What a memory device's structure (type 17) says; the numbers as the table holds them.
struct DeviceEntry {
  std::string locator{};
  std::string bank{};
  unsigned size = 0x7FFF;
  unsigned extended_size_mib = 65536;
  unsigned type = 0x22;
  unsigned rated_mts = 4800;
  unsigned configured_mts = 4800;
  unsigned ranks = 2;
  unsigned array_handle = 0x1000;
  unsigned handle = 0x1100;
  unsigned data_width = 64;
  unsigned form_factor = 0x09;
  unsigned detail = 0x2080;
  unsigned technology = 0x03;
  unsigned millivolts = 1100;
  unsigned extended_rated_mts = 0;
  unsigned extended_configured_mts = 0;
  std::string manufacturer = "Maker";
  std::string part_number = "PART-1  ";
};

/// The bytes of an SMBIOS 3.3 table, structure by structure.
class SmbiosTable {
 public:
  SmbiosTable& processor(const std::string& socket, unsigned status);
  SmbiosTable& array(unsigned handle, unsigned use, unsigned slots);
  SmbiosTable& device(const DeviceEntry& entry);
  /// A range of type 19 for an array, from 0 to so many KiB.
  SmbiosTable& mapped_array(unsigned array_handle, unsigned kib);
  /// A range of type 20 for a device, from 0 to so many KiB.
  SmbiosTable& mapped_device(unsigned device_handle, unsigned kib, unsigned interleave_position);
  SmbiosTable& end();
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Two sockets with twelve channels of one slot each, all full: "P1-DIMMA1" to "P2-DIMML1".
std::vector<DeviceEntry> two_sockets_of_twelve();

/// A whole table with one array and these devices.
std::string table_of(const std::vector<DeviceEntry>& devices);

/// The same behind an entry point, as `dmidecode --dump-bin` writes it.
std::string dumped(const std::string& table);

}  // namespace probellm::probe
