#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

/// A structure's formatted part with its length and handle filled in.
std::string formatted(unsigned type, std::size_t length, unsigned handle) {
  std::string part(length, '\0');
  part[0] = static_cast<char>(type);
  part[1] = static_cast<char>(length);
  part[2] = static_cast<char>(handle & 0xFF);
  part[3] = static_cast<char>(handle >> 8);
  return part;
}

void put(std::string& part, std::size_t offset, std::size_t width, unsigned value) {
  for (std::size_t i = 0; i < width; ++i) part[offset + i] = static_cast<char>((value >> (8 * i)) & 0xFF);
}

}  // namespace

SmbiosTable& SmbiosTable::processor(const std::string& socket, unsigned status) {
  std::string part = formatted(4, 0x30, 0x0400);
  put(part, 0x04, 1, 1);
  put(part, 0x05, 1, 3);
  put(part, 0x18, 1, status);
  bytes_ += part + socket + std::string(2, '\0');
  return *this;
}

SmbiosTable& SmbiosTable::array(unsigned handle, unsigned use, unsigned slots) {
  std::string part = formatted(16, 0x17, handle);
  put(part, 5, 1, use);
  put(part, 0x0D, 2, slots);
  bytes_ += part + std::string(2, '\0');
  return *this;
}

SmbiosTable& SmbiosTable::device(const DeviceEntry& entry) {
  std::string part = formatted(17, 0x5C, entry.handle);
  put(part, 4, 2, entry.array_handle);
  put(part, 0x0A, 2, entry.data_width);
  put(part, 0x0C, 2, entry.size);
  put(part, 0x0E, 1, entry.form_factor);
  put(part, 0x10, 1, 1);
  put(part, 0x11, 1, 2);
  put(part, 0x12, 1, entry.type);
  put(part, 0x13, 2, entry.detail);
  put(part, 0x15, 2, entry.rated_mts);
  put(part, 0x17, 1, 3);
  put(part, 0x1A, 1, 4);
  put(part, 0x1B, 1, entry.ranks);
  put(part, 0x1C, 4, entry.extended_size_mib);
  put(part, 0x20, 2, entry.configured_mts);
  put(part, 0x26, 2, entry.millivolts);
  put(part, 0x28, 1, entry.technology);
  put(part, 0x54, 4, entry.extended_rated_mts);
  put(part, 0x58, 4, entry.extended_configured_mts);
  bytes_ += part;
  for (const std::string& text : {entry.locator, entry.bank, entry.manufacturer, entry.part_number})
    bytes_ += (text.empty() ? " " : text) + '\0';
  bytes_ += '\0';
  return *this;
}

SmbiosTable& SmbiosTable::mapped_array(unsigned array_handle, unsigned kib) {
  std::string part = formatted(19, 0x1F, 0x1300);
  put(part, 0x08, 4, kib - 1);
  put(part, 0x0C, 2, array_handle);
  bytes_ += part + std::string(2, '\0');
  return *this;
}

SmbiosTable& SmbiosTable::mapped_device(unsigned device_handle, unsigned kib, unsigned interleave_position) {
  std::string part = formatted(20, 0x23, 0x1400);
  put(part, 0x08, 4, kib - 1);
  put(part, 0x0C, 2, device_handle);
  put(part, 0x11, 1, interleave_position);
  bytes_ += part + std::string(2, '\0');
  return *this;
}

SmbiosTable& SmbiosTable::end() {
  bytes_ += formatted(127, 4, 0xFEFF) + std::string(2, '\0');
  return *this;
}

std::vector<DeviceEntry> two_sockets_of_twelve() {
  std::vector<DeviceEntry> devices;
  for (const char* socket : {"P1", "P2"})
    for (char letter = 'A'; letter <= 'L'; ++letter) {
      DeviceEntry entry;
      entry.locator = std::string(socket) + "-DIMM" + letter + "1";
      entry.bank = "BANK " + std::to_string(devices.size());
      devices.push_back(entry);
    }
  return devices;
}

std::string table_of(const std::vector<DeviceEntry>& devices) {
  SmbiosTable table;
  table.array(0x1000, 3, static_cast<unsigned>(devices.size()));
  unsigned handle = 0x1100;
  for (DeviceEntry entry : devices) {
    entry.handle = handle++;
    table.device(entry);
  }
  return table.end().bytes();
}

std::string dumped(const std::string& table) {
  std::string file = "_SM3_";
  file.resize(32, '\0');
  file[0x10] = 32;
  return file + table;
}

}  // namespace probellm::probe
