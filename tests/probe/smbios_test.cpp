#include "probe/memory/smbios.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

core::Dimm only_module(const DeviceEntry& entry) {
  const auto memory = parse_smbios_memory(table_of({entry}));
  return memory && memory->slots.at(0).module ? *memory->slots[0].module : core::Dimm{};
}

TEST(Smbios, ListsEverySlotOfTwoSockets) {
  const auto memory = parse_smbios_memory(table_of(two_sockets_of_twelve()));
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots.size(), 24U);
  EXPECT_EQ(memory->count, 24);
  EXPECT_EQ(memory->slots[23].locator, "P2-DIMML1");
}

TEST(Smbios, ReadsTheExtendedSize) { EXPECT_EQ(only_module({}).size, core::Bytes{64 * core::kGiB}); }

TEST(Smbios, ReadsSmallSizesInKibibytes) {
  DeviceEntry entry;
  entry.size = 0x8000 | 512;
  EXPECT_EQ(only_module(entry).size, core::Bytes{512 * core::kKiB});
}

TEST(Smbios, ReadsSizesInMebibytes) {
  DeviceEntry entry;
  entry.size = 16384;
  EXPECT_EQ(only_module(entry).size, core::Bytes{16 * core::kGiB});
}

TEST(Smbios, KeepsRatedAndConfiguredSpeedApart) {
  DeviceEntry entry;
  entry.rated_mts = 6400;
  entry.configured_mts = 5200;
  const core::Dimm dimm = only_module(entry);
  EXPECT_DOUBLE_EQ(*dimm.rated_transfers_per_second, 6.4e9);
  EXPECT_DOUBLE_EQ(*dimm.configured_transfers_per_second, 5.2e9);
}

TEST(Smbios, SaysWhyTheSpeedIsUnknown) {
  DeviceEntry entry;
  entry.configured_mts = 0;
  EXPECT_EQ(only_module(entry).configured_transfers_per_second.reason(),
            "the SMBIOS table doesn't state the configured speed");
}

TEST(Smbios, NamesTheTypeOfMemory) { EXPECT_EQ(only_module({}).type, "DDR5"); }

TEST(Smbios, TrimsThePartNumber) { EXPECT_EQ(only_module({}).part_number, "PART-1"); }

TEST(Smbios, HasNoModuleInAnEmptySlot) {
  DeviceEntry entry;
  entry.size = 0;
  const auto memory = parse_smbios_memory(table_of({entry}));
  ASSERT_TRUE(memory.ok());
  EXPECT_FALSE(memory->slots[0].module.has_value());
}

TEST(Smbios, HasNoModuleOfUnknownSize) {
  DeviceEntry entry;
  entry.size = 0xFFFF;
  const auto memory = parse_smbios_memory(table_of({entry}));
  ASSERT_TRUE(memory.ok());
  EXPECT_FALSE(memory->slots[0].module.has_value());
}

TEST(Smbios, ReadsExtendedSpeeds) {
  DeviceEntry entry;
  entry.rated_mts = entry.configured_mts = 0xFFFF;
  entry.extended_rated_mts = 70000;
  entry.extended_configured_mts = 66000;
  const core::Dimm dimm = only_module(entry);
  EXPECT_DOUBLE_EQ(*dimm.rated_transfers_per_second, 70000e6);
  EXPECT_DOUBLE_EQ(*dimm.configured_transfers_per_second, 66000e6);
}

TEST(Smbios, RefusesASpeedThatNoMemoryHas) {
  DeviceEntry entry;
  entry.rated_mts = 0xFFFF;
  entry.extended_rated_mts = 0x7FFFFFFF;
  EXPECT_EQ(only_module(entry).rated_transfers_per_second.reason(),
            "the SMBIOS table states a rated speed that no memory has");
}

TEST(Smbios, ReadsWidthFormTechnologyBufferingAndVoltage) {
  const core::Dimm dimm = only_module({});
  EXPECT_EQ(*dimm.data_width_bits, 64);
  EXPECT_EQ(*dimm.form_factor, "DIMM");
  EXPECT_EQ(*dimm.technology, "DRAM");
  EXPECT_EQ(*dimm.buffering, "registered");
  EXPECT_DOUBLE_EQ(*dimm.volts, 1.1);
}

TEST(Smbios, KnowsTheFormFactorOfNewModules) {
  DeviceEntry entry;
  entry.form_factor = 0x11;
  EXPECT_EQ(*only_module(entry).form_factor, "CAMM");
}

TEST(Smbios, TakesAnUnknownSizeFromTheRangeThatIsItsAlone) {
  DeviceEntry entry;
  entry.size = 0xFFFF;
  SmbiosTable table;
  table.array(0x1000, 3, 1).device(entry).mapped_device(entry.handle, 8 << 20, 0).end();
  const auto memory = parse_smbios_memory(table.bytes());
  ASSERT_TRUE(memory && memory->slots.at(0).module);
  EXPECT_EQ(memory->slots[0].module->size, core::Bytes{8 * core::kGiB});
}

TEST(Smbios, TakesNoSizeFromARangeThatIsShared) {
  DeviceEntry entry;
  entry.size = 0xFFFF;
  SmbiosTable table;
  table.array(0x1000, 3, 1).device(entry).mapped_device(entry.handle, 8 << 20, 2).end();
  EXPECT_EQ(parse_smbios_memory(table.bytes())->slots.at(0).content, Content::Unknown);
}

TEST(Smbios, LeavesOutADeviceThatIsListedTwice) {
  SmbiosTable table;
  table.array(0x1000, 3, 1).device({}).device({}).end();
  EXPECT_EQ(parse_smbios_memory(table.bytes())->slots.size(), 1U);
}

TEST(Smbios, KeepsDevicesThatOnlyShareAHandle) {
  DeviceEntry other;
  other.locator = "DIMM_B1";
  SmbiosTable table;
  table.array(0x1000, 3, 2).device({}).device(other).end();
  EXPECT_EQ(parse_smbios_memory(table.bytes())->slots.size(), 2U);
}

TEST(Smbios, DoesNotCountPersistentMemory) {
  DeviceEntry entry;
  entry.type = 0x1F;
  entry.technology = 0x07;
  const auto memory = parse_smbios_memory(table_of({entry}));
  EXPECT_EQ(memory->slots.at(0).content, Content::Storage);
}

TEST(Smbios, CountsProcessorsInTheirSockets) {
  SmbiosTable table;
  table.processor("CPU1", 0x41).processor("CPU2", 0x00).array(0x1000, 3, 1).device({}).end();
  EXPECT_EQ(parse_smbios_memory(table.bytes())->processors, 1);
}

TEST(Smbios, ReadsADumpWithItsEntryPoint) {
  const auto memory = parse_smbios_memory(dumped(table_of(two_sockets_of_twelve())));
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots.size(), 24U);
}

TEST(Smbios, LeavesOutArraysThatAreNotSystemMemory) {
  DeviceEntry flash;
  flash.array_handle = 0x2000;
  SmbiosTable table;
  table.array(0x1000, 3, 1).array(0x2000, 5, 1).device({}).device(flash).end();
  const auto memory = parse_smbios_memory(table.bytes());
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots.size(), 1U);
  EXPECT_EQ(memory->count, 1);
}

TEST(Smbios, LeavesAStringOutOfRangeEmpty) {
  std::string table = table_of({DeviceEntry{}});
  table[0x17 + 2 + 0x10] = 99;
  const auto memory = parse_smbios_memory(table);
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots[0].locator, "");
}

TEST(Smbios, MakesControlCharactersPrintable) {
  DeviceEntry entry;
  entry.locator = "A\x1b[31m1";
  EXPECT_EQ(only_module(entry).locator, "A?[31m1");
}

TEST(Smbios, StopsAtAStructureThatIsTooShort) {
  EXPECT_EQ(parse_smbios_memory(std::string("\x11\x03\0\0\0\0", 6)).error().kind, core::ErrorKind::Malformed);
}

TEST(Smbios, StopsWhereStringsDoNotEnd) {
  EXPECT_FALSE(parse_smbios_memory(std::string("\x11\x04\0\0DIMM", 8)).ok());
}

TEST(Smbios, IsMalformedWhereTheTableIsEmpty) {
  EXPECT_EQ(parse_smbios_memory("").error().kind, core::ErrorKind::Malformed);
}

TEST(Smbios, IsNotFoundWhereNoStructureIsAboutMemory) {
  EXPECT_EQ(parse_smbios_memory(SmbiosTable().end().bytes()).error().kind, core::ErrorKind::NotFound);
}

TEST(Smbios, ReadsStructuresOfOldVersionsWithoutTheNewFields) {
  std::string device = table_of({DeviceEntry{}}).substr(0x17 + 2, 0x15);
  device[1] = 0x15;
  device[0x0C] = 0x00;
  device[0x0D] = 0x04;
  const auto memory = parse_smbios_memory(device + std::string(2, '\0'));
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots[0].module->size, core::Bytes{core::kGiB});
  EXPECT_FALSE(memory->slots[0].module->rated_transfers_per_second.is_known());
}

TEST(Smbios, SurvivesEveryTruncation) {
  const std::string table = table_of(two_sockets_of_twelve());
  for (std::size_t length = 0; length < table.size(); ++length) {
    const std::string cut = table.substr(0, length);
    const auto memory = parse_smbios_memory(cut);
    EXPECT_TRUE(!memory || memory->slots.size() <= 24U);
  }
}

TEST(Smbios, SurvivesGarbage) {
  std::mt19937 random(17);
  for (int round = 0; round < 2000; ++round) {
    std::string garbage = table_of({DeviceEntry{}, DeviceEntry{}});
    for (int change = 0; change < 12; ++change)
      garbage[random() % garbage.size()] = static_cast<char>(random() & 0xFF);
    const auto memory = parse_smbios_memory(garbage);
    EXPECT_TRUE(!memory || memory->slots.size() <= garbage.size());
  }
}

}  // namespace
}  // namespace probellm::probe
