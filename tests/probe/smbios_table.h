#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace probellm::probe {

/// What a memory device's structure (type 17) says; the numbers as the table holds them.
struct DeviceEntry {
  std::string locator;
  std::string bank;
  unsigned size = 0x7FFF;
  unsigned extended_size_mib = 65536;
  unsigned type = 0x22;
  unsigned rated_mts = 4800;
  unsigned configured_mts = 4800;
  unsigned ranks = 2;
  unsigned array_handle = 0x1000;
};

/// The bytes of an SMBIOS 3.3 table, structure by structure.
class SmbiosTable {
 public:
  SmbiosTable& array(unsigned handle, unsigned use, unsigned slots);
  SmbiosTable& device(const DeviceEntry& entry);
  SmbiosTable& end();
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Two sockets with twelve channels of one slot each, all full: "P1-DIMMA1" to "P2-DIMML1".
std::vector<DeviceEntry> two_sockets_of_twelve();

/// A whole table with one array and these devices.
std::string table_of(const std::vector<DeviceEntry>& devices);

}  // namespace probellm::probe
