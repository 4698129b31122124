#include "probe/memory/dimms.h"

#include <gtest/gtest.h>

#include "tests/probe/slots.h"

namespace probellm::probe {
namespace {

const core::Error kNone{core::ErrorKind::NotFound, "none"};
const core::Error kDenied{core::ErrorKind::PermissionDenied, "denied"};

core::Result<EdacTexts> edac_with(const std::string& type) {
  EdacTexts edac;
  edac.controllers.push_back({0, "", "channel 0 slot 0", "0", "0"});
  edac.dimms.push_back({0, "", "", "channel 0 slot 0", "1024", type, "0", "0"});
  return edac;
}

TEST(Dimms, SaysWhyDmiIsAbsent) {
  EXPECT_NE(memory_slots({kNone, kNone, kNone}).reason().find("no SMBIOS table"), std::string::npos);
}

TEST(Dimms, SaysThatDmiNeedsRoot) {
  EXPECT_EQ(memory_slots({kDenied, kNone, kNone}).remedy(), "run: sudo probe-llm probe");
}

TEST(Dimms, SaysThatTheTableIsDamaged) {
  EXPECT_EQ(memory_slots(only_table("")).reason(), "the SMBIOS table is empty or damaged");
}

TEST(Dimms, AsksUdevWhereTheTableNeedsRoot) {
  const auto slots = memory_slots({kDenied, std::string("E:MEMORY_DEVICE_0_SIZE=1073741824\n"), kNone});
  ASSERT_TRUE(slots.is_known());
  EXPECT_EQ(slots.source(), "udev's database of the SMBIOS table");
}

TEST(Dimms, AsksEdacWhereUdevHasNoRecord) {
  const auto slots = memory_slots({kDenied, kNone, edac_with("Registered-DDR4")});
  ASSERT_TRUE(slots.is_known());
  EXPECT_EQ(slots.source(), "EDAC");
}

TEST(Dimms, PrefersTheTable) {
  const auto slots =
      memory_slots({table_of({DeviceEntry{}}), std::string("E:MEMORY_DEVICE_0_SIZE=1\n"), kNone});
  EXPECT_EQ(slots.source(), "SMBIOS types 16 and 17");
}

TEST(Dimms, TakesFromUdevWhatTheTableLeavesOpen) {
  DeviceEntry entry;
  entry.locator = "DIMM_A1";
  entry.configured_mts = 0;
  const std::string record =
      "E:MEMORY_DEVICE_0_SIZE=68719476736\nE:MEMORY_DEVICE_0_LOCATOR=DIMM_A1\n"
      "E:MEMORY_DEVICE_0_CONFIGURED_SPEED_MTS=4800\n";
  const auto slots = memory_slots({table_of({entry}), record, kNone});
  const auto& speed = slots->slots.at(0).module->configured_transfers_per_second;
  EXPECT_EQ(speed.source(), "4800 MT/s, udev's database, configured_speed_mts");
}

TEST(Dimms, TakesTheTypeFromEdacWhereTheFirmwareDoesNotSayIt) {
  DeviceEntry entry;
  entry.type = 0x01;
  const auto slots = memory_slots({table_of({entry}), kNone, edac_with("Registered-DDR4")});
  EXPECT_EQ(slots->slots.at(0).module->type, "DDR4");
}

TEST(Dimms, CountsSlotsAndModulesApart) {
  DeviceEntry empty;
  empty.size = 0;
  core::Memory memory;
  describe_dimms(memory, slots_of({DeviceEntry{}, empty}));
  EXPECT_EQ(*memory.slots, 2);
  EXPECT_EQ(memory.dimms->size(), 1U);
}

TEST(Dimms, NamesTheCommonType) {
  core::Memory memory;
  describe_dimms(memory, slots_of(two_sockets_of_twelve()));
  EXPECT_EQ(*memory.type, "DDR5");
}

TEST(Dimms, HasNoTypeWhereTheFirmwareDoesNotSayIt) {
  DeviceEntry entry;
  entry.type = 0x07;
  core::Memory memory;
  describe_dimms(memory, slots_of({entry}));
  EXPECT_FALSE(memory.type.is_known());
}

}  // namespace
}  // namespace probellm::probe
