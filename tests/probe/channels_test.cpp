#include "probe/memory/channels.h"

#include <gtest/gtest.h>

#include "tests/probe/slots.h"

namespace probellm::probe {
namespace {

std::vector<DeviceEntry> named(const std::vector<std::string>& locators, const std::string& bank = "") {
  std::vector<DeviceEntry> devices;
  for (const std::string& locator : locators) {
    DeviceEntry entry;
    entry.locator = locator;
    entry.bank = bank;
    devices.push_back(entry);
  }
  return devices;
}

core::Channels channels_of(const std::vector<DeviceEntry>& devices, int sockets = 1) {
  return machine_with(devices, sockets).memory.channels;
}

/// The channels where the CPU's data sheet says how many there are.
core::Memory with_cpu_channels(const std::vector<DeviceEntry>& devices, int sockets, int channels) {
  core::Cpu cpu;
  cpu.sockets = core::Fact<int>::known(sockets, "a test");
  cpu.memory_channels = core::Fact<int>::known(channels, "a test");
  core::Memory memory;
  const auto slots = slots_of(devices);
  describe_dimms(memory, slots);
  describe_channels(memory, slots, cpu, core::Fact<std::string>());
  return memory;
}

std::vector<std::string> numbered(const std::string& start, int count) {
  std::vector<std::string> locators;
  for (int i = 1; i <= count; ++i) locators.push_back(start + std::to_string(i));
  return locators;
}

TEST(Channels, CountsTwelveOnEachOfTwoSockets) {
  const core::Memory memory = machine_with(two_sockets_of_twelve(), 2).memory;
  EXPECT_EQ(*memory.channels.populated, 24);
  ASSERT_EQ(memory.sockets.size(), 2U);
  EXPECT_EQ(*memory.sockets[1].populated_channels, 12);
  EXPECT_EQ(memory.sockets[1].label, "2");
}

TEST(Channels, CountsAnEmptyOneAsPossible) {
  auto devices = two_sockets_of_twelve();
  devices[5].size = 0;
  const auto channels = channels_of(devices, 2);
  EXPECT_EQ(*channels.populated, 23);
  EXPECT_EQ(*channels.possible, 24);
  EXPECT_EQ(channels.each[5].empty_slots, std::vector<std::string>{"P1-DIMMF1"});
}

TEST(Channels, LeavesOutTheSlotsOfASocketWithoutProcessor) {
  auto devices = two_sockets_of_twelve();
  for (std::size_t i = 12; i < devices.size(); ++i) devices[i].size = 0;
  EXPECT_EQ(*channels_of(devices, 1).possible, 12);
}

TEST(Channels, KnowsFromTheTableWhichSocketHasNoProcessor) {
  SmbiosTable table;
  table.processor("CPU1", 0x41).processor("CPU2", 0x00).array(0x1000, 3, 2);
  DeviceEntry first, second;
  first.locator = "P1-DIMMA1";
  second.locator = "P2-DIMMA1";
  second.size = 0;
  table.device(first).device(second).end();
  core::Memory memory;
  const auto slots = memory_slots(only_table(table.bytes()));
  describe_channels(memory, slots, core::Cpu{}, core::Fact<std::string>());
  EXPECT_EQ(*memory.channels.possible, 1);
}

TEST(Channels, CountsTwoSlotsOfAChannelOnce) {
  EXPECT_EQ(*channels_of(named({"DIMM_A1", "DIMM_A2", "DIMM_B1", "DIMM_B2"})).populated, 2);
}

TEST(Channels, ReadsTheBankWhereTheLocatorOnlyNumbers) {
  EXPECT_EQ(*channels_of(named({"DIMM 0", "DIMM 1"}, "P0 CHANNEL A")).populated, 1);
}

TEST(Channels, PrefersTheLabelThatTellsSocketsApart) {
  auto devices = named({"DIMM_A1", "DIMM_E1"});
  devices[0].bank = "NODE 0 CHANNEL 0 DIMM 0";
  devices[1].bank = "NODE 1 CHANNEL 0 DIMM 0";
  const auto channels = channels_of(devices, 2);
  EXPECT_EQ(channels.each.at(1).socket, 1);
  EXPECT_EQ(channels.each.at(1).name, "0");
}

TEST(Channels, TakesTheSocketFromABankThatNamesNothingElse) {
  auto devices = named({"DIMM_A1", "DIMM_A1"}, "NODE 1");
  devices[1].bank = "NODE 2";
  const auto channels = channels_of(devices, 2);
  EXPECT_EQ(*channels.populated, 2);
  EXPECT_EQ(channels.each.at(1).socket, 1);
}

TEST(Channels, SharesLettersOutOverSocketsThatNoLabelNames) {
  EXPECT_EQ(channels_of(named({"DIMM_A1", "DIMM_B1", "DIMM_C1", "DIMM_D1"}), 2).each.at(2).socket, 1);
}

TEST(Channels, AreUnknownWhereSlotsAreOnlyNumbered) {
  EXPECT_EQ(channels_of(named(numbered("PROC 1 DIMM ", 2))).populated.reason(),
            "the locators only number the slots, and the CPU's channels aren't known (\"PROC 1 DIMM 1\")");
}

TEST(Channels, TakesNeighboursForAChannelWhereTheCpuHasHalfAsManyAsSlots) {
  const core::Memory memory = with_cpu_channels(named(numbered("PROC 1 DIMM ", 16)), 1, 8);
  EXPECT_EQ(*memory.channels.possible, 8);
  EXPECT_EQ(memory.channels.each.at(0).dimms, (std::vector<int>{0, 1}));
}

TEST(Channels, TakesFirstSlotsFirstOnDellBoards) {
  const core::Memory memory = with_cpu_channels(named(numbered("A", 12)), 1, 6);
  EXPECT_EQ(*memory.channels.possible, 6);
  EXPECT_EQ(memory.channels.each.at(0).dimms, (std::vector<int>{0, 6}));
}

TEST(Channels, SharesNumbersOutOverSockets) {
  const core::Memory memory = with_cpu_channels(named(numbered("DIMM ", 24)), 2, 6);
  EXPECT_EQ(memory.sockets.size(), 2U);
  EXPECT_EQ(*memory.sockets[1].possible_channels, 6);
}

TEST(Channels, AreUnknownWhereSlotsDoNotDivideByTheChannels) {
  EXPECT_FALSE(with_cpu_channels(named(numbered("PROC 1 DIMM ", 12)), 1, 8).channels.populated.is_known());
}

TEST(Channels, AreUnknownWhereOneSlotIsNotRecognised) {
  EXPECT_FALSE(channels_of(named({"DIMM_A1", "Slot 9"})).populated.is_known());
}

TEST(Channels, AreUnknownWhereTwoSlotsHaveOneName) {
  EXPECT_FALSE(channels_of(named({"DIMM_A1", "DIMM_A1"})).populated.is_known());
}

TEST(Channels, AreUnknownWhereMoreThanThreeSlotsShareOne) {
  EXPECT_FALSE(channels_of(named({"DIMM_A1", "DIMM_A2", "DIMM_A3", "DIMM_A4"})).populated.is_known());
}

TEST(Channels, AreUnknownWhereAModuleHasNoSize) {
  auto devices = two_sockets_of_twelve();
  devices[2].size = 0xFFFF;
  EXPECT_EQ(channels_of(devices, 2).populated.reason(),
            "the firmware doesn't state the size of what is in \"P1-DIMMC1\"");
}

TEST(Channels, AreUnknownWhereTheTableIsCut) {
  const std::string table = table_of(two_sockets_of_twelve());
  EXPECT_EQ(machine_with(table.substr(0, table.size() / 2), 2).memory.channels.populated.reason(),
            "the SMBIOS table ends in the middle");
}

TEST(Channels, AreUnknownInAVirtualMachine) {
  core::Memory memory;
  describe_channels(memory, slots_of(two_sockets_of_twelve()), core::Cpu{},
                    core::Fact<std::string>::known("KVM", "a flag"));
  EXPECT_EQ(memory.channels.populated.reason(),
            "a hypervisor's SMBIOS table doesn't describe the host's DIMMs");
}

TEST(Channels, AreUnknownInATableThatAHypervisorMade) {
  auto devices = named({"DIMM 0"}, "P0 CHANNEL A");
  devices[0].manufacturer = "QEMU";
  EXPECT_FALSE(channels_of(devices).populated.is_known());
}

TEST(Channels, HaveNoPossibleCountWhereSlotsAreMissing) {
  SmbiosTable table;
  DeviceEntry entry;
  entry.locator = "DIMM_A1";
  table.array(0x1000, 3, 4).device(entry).end();
  EXPECT_EQ(machine_with(table.bytes(), 1).memory.channels.possible.reason(),
            "the firmware lists 1 of its 4 slots");
}

}  // namespace
}  // namespace probellm::probe
