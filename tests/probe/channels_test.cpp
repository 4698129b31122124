#include "probe/channels.h"

#include <gtest/gtest.h>

#include "probe/channel_name.h"
#include "probe/dimms.h"
#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

const auto kBareMetal = core::Fact<std::string>::absent("no sign of a hypervisor");

core::Fact<MemorySlots> slots_of(const std::vector<DeviceEntry>& devices) {
  return memory_slots(table_of(devices), core::Error{core::ErrorKind::NotFound, ""});
}

core::Fact<MemorySlots> slots_named(const std::vector<std::string>& locators, const std::string& bank = "") {
  std::vector<DeviceEntry> devices;
  for (const std::string& locator : locators) {
    DeviceEntry entry;
    entry.locator = locator;
    entry.bank = bank;
    devices.push_back(entry);
  }
  return slots_of(devices);
}

core::Fact<core::BytesPerSecond> bandwidth_of(const std::vector<DeviceEntry>& devices) {
  core::Memory memory;
  const auto slots = slots_of(devices);
  describe_dimms(memory, slots);
  return theoretical_bandwidth(count_channels(slots, kBareMetal), memory.dimms);
}

struct NamedChannel {
  const char* locator;
  const char* channel;
};

class ChannelNames : public testing::TestWithParam<NamedChannel> {};

TEST_P(ChannelNames, AreRecognised) {
  EXPECT_EQ(channel_named_by(GetParam().locator).value_or("none"), GetParam().channel);
}

INSTANTIATE_TEST_SUITE_P(Schemes, ChannelNames,
                         testing::Values(NamedChannel{"P1-DIMMA1", "p1/a"}, NamedChannel{"P2-DIMMH2", "p2/h"},
                                         NamedChannel{"P0_Node0_Channel3_Dimm0", "p0/node0/3"},
                                         NamedChannel{"CPU1_DIMM_A1", "cpu1/a"}, NamedChannel{"DIMM_A1", "a"},
                                         NamedChannel{"DIMM_P0_A0", "p0/a"}, NamedChannel{"DIMMB2", "b"},
                                         NamedChannel{"ChannelA-DIMM0", "a"},
                                         NamedChannel{"P0 CHANNEL B", "p0/b"},
                                         NamedChannel{"Controller0-ChannelA", "controller0/a"},
                                         NamedChannel{"Controller1-DIMMB1", "controller1/b"},
                                         NamedChannel{"DIMM 0 CHANNEL A", "a"}));

class NoChannelNames : public testing::TestWithParam<const char*> {};

TEST_P(NoChannelNames, AreNotRecognised) { EXPECT_FALSE(channel_named_by(GetParam()).has_value()); }

INSTANTIATE_TEST_SUITE_P(Schemes, NoChannelNames,
                         testing::Values("PROC 1 DIMM 3", "PROC 1 DIMM 12A", "DIMM 0", "DIMM1", "A1",
                                         "BANK 0", "Slot 3", "RAM slot #0", "", "-", "P1", "Channel",
                                         "CHANNEL-", "XMM1", "System Board Slot A", "DIMM_A1_B1"));

TEST(Channels, CountsTwelveOnEachOfTwoSockets) {
  EXPECT_EQ(*count_channels(slots_of(two_sockets_of_twelve()), kBareMetal).populated, 24);
}

TEST(Channels, CountsAnEmptyOneAsPossible) {
  auto devices = two_sockets_of_twelve();
  devices[5].size = 0;
  const auto channels = count_channels(slots_of(devices), kBareMetal);
  EXPECT_EQ(*channels.populated, 23);
  EXPECT_EQ(*channels.possible, 24);
}

TEST(Channels, CountsTwoSlotsOfAChannelOnce) {
  EXPECT_EQ(*count_channels(slots_named({"DIMM_A1", "DIMM_A2", "DIMM_B1", "DIMM_B2"}), kBareMetal).populated,
            2);
}

TEST(Channels, ReadsTheBankWhereTheLocatorOnlyNumbers) {
  EXPECT_EQ(*count_channels(slots_named({"DIMM 0", "DIMM 1"}, "P0 CHANNEL A"), kBareMetal).populated, 1);
}

TEST(Channels, AreUnknownWhereSlotsAreOnlyNumbered) {
  const auto channels = count_channels(slots_named({"PROC 1 DIMM 1", "PROC 1 DIMM 2"}), kBareMetal);
  EXPECT_EQ(channels.populated.reason(), "the locators don't name channels (\"PROC 1 DIMM 1\")");
}

TEST(Channels, AreUnknownWhereOneSlotIsNotRecognised) {
  EXPECT_FALSE(count_channels(slots_named({"DIMM_A1", "Slot 9"}), kBareMetal).populated.is_known());
}

TEST(Channels, AreUnknownWhereTwoSlotsHaveOneName) {
  EXPECT_FALSE(count_channels(slots_named({"DIMM_A1", "DIMM_A1"}), kBareMetal).populated.is_known());
}

TEST(Channels, AreUnknownWhereMoreThanThreeSlotsShareOne) {
  EXPECT_FALSE(count_channels(slots_named({"DIMM_A1", "DIMM_A2", "DIMM_A3", "DIMM_A4"}), kBareMetal)
                   .populated.is_known());
}

TEST(Channels, AreUnknownInAVirtualMachine) {
  const auto hypervisor = core::Fact<std::string>::known("KVM", "a flag");
  EXPECT_EQ(count_channels(slots_of(two_sockets_of_twelve()), hypervisor).populated.reason(),
            "a hypervisor's SMBIOS table doesn't describe the host's DIMMs");
}

TEST(Channels, HaveNoPossibleCountWhereSlotsAreMissing) {
  SmbiosTable table;
  DeviceEntry entry;
  entry.locator = "DIMM_A1";
  table.array(0x1000, 3, 4).device(entry).end();
  const auto slots = memory_slots(table.bytes(), core::Error{core::ErrorKind::NotFound, ""});
  EXPECT_EQ(count_channels(slots, kBareMetal).possible.reason(), "the firmware lists 1 of its 4 slots");
}

TEST(TheoreticalBandwidth, IsChannelsTimesConfiguredSpeedTimesEight) {
  EXPECT_DOUBLE_EQ(bandwidth_of(two_sockets_of_twelve())->value, 24 * 4.8e9 * 8);
}

TEST(TheoreticalBandwidth, FollowsTheSlowestModule) {
  auto devices = two_sockets_of_twelve();
  devices[3].configured_mts = 4400;
  EXPECT_DOUBLE_EQ(bandwidth_of(devices)->value, 24 * 4.4e9 * 8);
}

TEST(TheoreticalBandwidth, IsAbsentWhereTheConfiguredSpeedIs) {
  auto devices = two_sockets_of_twelve();
  devices[0].configured_mts = 0;
  EXPECT_EQ(bandwidth_of(devices).reason(), "the SMBIOS table doesn't state the configured speed");
}

TEST(TheoreticalBandwidth, IsAbsentForMemoryWithoutASetWidth) {
  DeviceEntry entry;
  entry.locator = "Controller0-ChannelA";
  entry.type = 0x23;
  EXPECT_EQ(bandwidth_of({entry}).reason(), "a channel of LPDDR5 has no set width");
}

}  // namespace
}  // namespace probellm::probe
