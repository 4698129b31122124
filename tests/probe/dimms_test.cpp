#include "probe/dimms.h"

#include <gtest/gtest.h>

#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

const core::Result<std::string> kNoRecord = core::Error{core::ErrorKind::NotFound, "no record"};

TEST(Dimms, SaysWhyDmiIsAbsent) {
  const auto slots = memory_slots(core::Error{core::ErrorKind::NotFound, "x"}, kNoRecord);
  EXPECT_NE(slots.reason().find("no SMBIOS table"), std::string::npos);
}

TEST(Dimms, SaysThatDmiNeedsRoot) {
  const auto slots = memory_slots(core::Error{core::ErrorKind::PermissionDenied, "x"}, kNoRecord);
  EXPECT_EQ(slots.remedy(), "run: sudo probe-llm probe");
}

TEST(Dimms, SaysThatTheTableIsDamaged) {
  const auto slots = memory_slots(std::string(), kNoRecord);
  EXPECT_EQ(slots.reason(), "the SMBIOS table is empty or damaged");
}

TEST(Dimms, AsksUdevWhereTheTableNeedsRoot) {
  const auto slots = memory_slots(core::Error{core::ErrorKind::PermissionDenied, "x"},
                                  std::string("E:MEMORY_DEVICE_0_SIZE=1073741824\n"));
  ASSERT_TRUE(slots.is_known());
  EXPECT_EQ(slots.source(), "udev's database of the SMBIOS table");
}

TEST(Dimms, PrefersTheTable) {
  const auto slots = memory_slots(table_of({DeviceEntry{}}), std::string("E:MEMORY_DEVICE_0_SIZE=1\n"));
  EXPECT_EQ(slots.source(), "SMBIOS types 16 and 17");
}

TEST(Dimms, CountsSlotsAndModulesApart) {
  DeviceEntry empty;
  empty.size = 0;
  core::Memory memory;
  describe_dimms(memory, memory_slots(table_of({DeviceEntry{}, empty}), kNoRecord));
  EXPECT_EQ(*memory.slots, 2);
  EXPECT_EQ(memory.dimms->size(), 1U);
}

TEST(Dimms, NamesTheCommonType) {
  core::Memory memory;
  describe_dimms(memory, memory_slots(table_of(two_sockets_of_twelve()), kNoRecord));
  EXPECT_EQ(*memory.type, "DDR5");
}

TEST(Dimms, HasNoTypeWhereTheFirmwareDoesNotSayIt) {
  DeviceEntry entry;
  entry.type = 0x07;
  core::Memory memory;
  describe_dimms(memory, memory_slots(table_of({entry}), kNoRecord));
  EXPECT_FALSE(memory.type.is_known());
}

}  // namespace
}  // namespace probellm::probe
