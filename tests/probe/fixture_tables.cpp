#include "tests/probe/fixture_tables.h"

#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

using Devices = std::vector<DeviceEntry>;

std::string table_with(int processors, const Devices& devices) {
  SmbiosTable table;
  for (int i = 0; i < processors; ++i) table.processor("CPU" + std::to_string(i + 1), 0x41);
  table.array(0x1000, 3, static_cast<unsigned>(devices.size()));
  unsigned handle = 0x1100;
  for (DeviceEntry entry : devices) {
    entry.handle = handle++;
    table.device(entry);
  }
  return table.end().bytes();
}

DeviceEntry entry_at(const std::string& locator, const std::string& bank) {
  DeviceEntry entry;
  entry.locator = locator;
  entry.bank = bank;
  entry.manufacturer = "80AD000080AD";
  entry.part_number = "EX64G56B    ";
  return entry;
}

DeviceEntry emptied(DeviceEntry entry) {
  entry.size = 0;
  entry.data_width = entry.ranks = entry.rated_mts = entry.configured_mts = 0;
  entry.manufacturer = "NO DIMM";
  entry.part_number = "NO DIMM";
  return entry;
}

/// Two modules of 32 GiB in the second slots, with their profile on.
Devices desktop() {
  Devices devices;
  for (const char* locator :
       {"Controller0-DIMMA1", "Controller0-DIMMA2", "Controller1-DIMMB1", "Controller1-DIMMB2"}) {
    DeviceEntry entry = entry_at(locator, "BANK 0");
    entry.extended_size_mib = 32768;
    entry.rated_mts = entry.configured_mts = 6000;
    entry.detail = 0x80;
    devices.push_back(std::string(locator).ends_with('1') ? emptied(entry) : entry);
  }
  return devices;
}

Devices server_of_24() {
  Devices devices = two_sockets_of_twelve();
  for (DeviceEntry& entry : devices) {
    entry.manufacturer = "Example Memory";
    entry.part_number = "EX64G48R";
  }
  return devices;
}

Devices server_of_24_with_one_empty() {
  Devices devices = server_of_24();
  devices[19] = emptied(devices[19]);
  return devices;
}

/// Eight channels a socket with two slots each, of which the first have modules except in channel H.
Devices server_with_7_of_8() {
  Devices devices;
  for (int socket = 0; socket < 2; ++socket)
    for (char letter = 'A'; letter <= 'H'; ++letter)
      for (int slot = 1; slot <= 2; ++slot) {
        const DeviceEntry entry =
            entry_at("CPU" + std::to_string(socket) + "_DIMM_" + letter + std::to_string(slot), "BANK 0");
        devices.push_back(slot == 2 || letter == 'H' ? emptied(entry) : entry);
      }
  return devices;
}

/// Memory risers with twelve slots each, numbered through; only the bank locators name the channels.
Devices four_sockets_with_risers() {
  Devices devices;
  for (int socket = 0; socket < 4; ++socket)
    for (int slot = 0; slot < 24; ++slot) {
      DeviceEntry entry = entry_at("/SYS/MB/P" + std::to_string(socket) + "/MR" + std::to_string(slot / 12) +
                                       "/D" + std::to_string(slot % 12),
                                   "NODE " + std::to_string(socket) + " CHANNEL " + std::to_string(slot / 3) +
                                       " DIMM " + std::to_string(slot % 3));
      entry.type = 0x1A;
      entry.detail = 0xA080;
      entry.extended_size_mib = 32768;
      entry.ranks = 4;
      entry.rated_mts = 2400;
      entry.configured_mts = 1600;
      entry.millivolts = 1200;
      devices.push_back(entry);
    }
  return devices;
}

/// Eight parts of 16 bits, soldered.
Devices laptop() {
  Devices devices;
  for (int controller = 0; controller < 2; ++controller)
    for (char letter = 'A'; letter <= 'D'; ++letter) {
      DeviceEntry entry =
          entry_at("Controller" + std::to_string(controller) + "-Channel" + letter + "-DIMM0", "BANK 0");
      entry.type = 0x23;
      entry.form_factor = 0x0B;
      entry.data_width = 16;
      entry.detail = 0x80;
      entry.size = 4096;
      entry.rated_mts = entry.configured_mts = 7467;
      devices.push_back(entry);
    }
  return devices;
}

Devices all_unknown() {
  DeviceEntry entry = entry_at("Unknown", "To Be Filled By O.E.M.");
  entry.size = 0xFFFF;
  entry.data_width = 0xFFFF;
  entry.type = entry.form_factor = entry.technology = 2;
  entry.detail = 4;
  entry.rated_mts = entry.configured_mts = entry.ranks = entry.millivolts = 0;
  entry.manufacturer = "Unknown";
  entry.part_number = "Array1_PartNumber0";
  return {entry, entry};
}

Devices invented_by_qemu() {
  DeviceEntry entry = entry_at("DIMM 0", "");
  entry.size = 16384;
  entry.type = 0x07;
  entry.detail = 2;
  entry.data_width = 0xFFFF;
  entry.rated_mts = entry.configured_mts = entry.ranks = entry.millivolts = 0;
  entry.manufacturer = "QEMU";
  entry.part_number = "";
  return {entry};
}

/// Locators that steer terminals, sizes and speeds beyond any memory, and an array of as many slots as can be
/// said; behind them a structure without an end.
std::string hostile() {
  DeviceEntry loud = entry_at("\x1b[31mDIMM_A1\a", std::string(300, 'B'));
  loud.extended_size_mib = 0xFFFFFFFF;
  loud.rated_mts = 0xFFFF;
  loud.extended_rated_mts = 0xFFFFFFFF;
  loud.millivolts = 0xFFFF;
  DeviceEntry quiet = entry_at("DIMM_B1", "\xff\xfe");
  quiet.array_handle = 0xFFFF;
  SmbiosTable table;
  table.array(0x1000, 3, 0xFFFF).array(0x1000, 5, 1).device(loud).device(loud).device(quiet);
  return table.bytes() + std::string("\x11\xff\0\0", 4) + std::string(64, 'x');
}

}  // namespace

std::vector<FixtureTable> fixture_tables() {
  constexpr std::size_t kWhereItIsCut = 1700;
  return {{"desktop-ddr5", table_with(1, desktop())},
          {"server-2s-24ch", table_with(2, server_of_24())},
          {"server-2s-24ch-one-empty", table_with(2, server_of_24_with_one_empty())},
          {"server-2s-7-of-8", table_with(2, server_with_7_of_8())},
          {"server-4s-3-per-channel", table_with(4, four_sockets_with_risers())},
          {"laptop-lpddr5x", table_with(1, laptop())},
          {"dmi-all-unknown", table_with(1, all_unknown())},
          {"dmi-truncated", table_with(2, server_of_24()).substr(0, kWhereItIsCut)},
          {"dmi-hostile", hostile()},
          {"vm-one-dimm", table_with(1, invented_by_qemu())}};
}

}  // namespace probellm::probe
