#include "probe/memory/udev_memory.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

constexpr const char* kRecord =
    "I:123\n"
    "E:MEMORY_DEVICE_0_SIZE=34359738368\n"
    "E:MEMORY_DEVICE_0_LOCATOR=DIMM_A1\n"
    "E:MEMORY_DEVICE_0_BANK_LOCATOR=BANK 0\n"
    "E:MEMORY_DEVICE_0_TYPE=DDR5\n"
    "E:MEMORY_DEVICE_0_SPEED_MTS=5600\n"
    "E:MEMORY_DEVICE_0_CONFIGURED_SPEED_MTS=4800\n"
    "E:MEMORY_DEVICE_0_RANK=1\n"
    "E:MEMORY_DEVICE_1_LOCATOR=DIMM_B1\n"
    "E:MEMORY_DEVICE_1_PRESENT=0\n"
    "E:MEMORY_ARRAY_NUM_DEVICES=2\n";

TEST(UdevMemory, ReadsAModule) {
  const auto memory = parse_udev_memory(kRecord);
  ASSERT_TRUE(memory.ok());
  ASSERT_TRUE(memory->slots[0].module.has_value());
  EXPECT_EQ(memory->slots[0].module->size, core::Bytes{32 * core::kGiB});
}

TEST(UdevMemory, KeepsRatedAndConfiguredSpeedApart) {
  const auto memory = parse_udev_memory(kRecord);
  ASSERT_TRUE(memory.ok());
  EXPECT_DOUBLE_EQ(*memory->slots[0].module->rated_transfers_per_second, 5.6e9);
  EXPECT_DOUBLE_EQ(*memory->slots[0].module->configured_transfers_per_second, 4.8e9);
}

TEST(UdevMemory, KnowsAnEmptySlot) {
  const auto memory = parse_udev_memory(kRecord);
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots[1].locator, "DIMM_B1");
  EXPECT_FALSE(memory->slots[1].module.has_value());
}

TEST(UdevMemory, ReadsWidthFormTechnologyAndBuffering) {
  const auto memory = parse_udev_memory(
      "E:MEMORY_DEVICE_0_SIZE=1024\nE:MEMORY_DEVICE_0_DATA_WIDTH=64\n"
      "E:MEMORY_DEVICE_0_FORM_FACTOR=SODIMM\nE:MEMORY_DEVICE_0_MEMORY_TECHNOLOGY=DRAM\n"
      "E:MEMORY_DEVICE_0_TYPE_DETAIL=Synchronous Unbuffered (Unregistered)\n"
      "E:MEMORY_DEVICE_0_CONFIGURED_VOLTAGE=1.35\n");
  const core::Dimm& dimm = *memory->slots.at(0).module;
  EXPECT_EQ(*dimm.data_width_bits, 64);
  EXPECT_EQ(*dimm.form_factor, "SODIMM");
  EXPECT_EQ(*dimm.technology, "DRAM");
  EXPECT_EQ(*dimm.buffering, "unbuffered");
  EXPECT_DOUBLE_EQ(*dimm.volts, 1.35);
}

TEST(UdevMemory, KnowsDdr5WhereSystemdDoesNot) {
  const auto memory = parse_udev_memory(
      "E:MEMORY_DEVICE_0_SIZE=1024\nE:MEMORY_DEVICE_0_TYPE=<OUT OF SPEC>\n"
      "E:MEMORY_DEVICE_0_FORM_FACTOR=DIMM\n");
  EXPECT_EQ(memory->slots.at(0).module->type, "DDR5");
}

TEST(UdevMemory, LeavesOutASpeedThatIsElsewhere) {
  const auto memory = parse_udev_memory("E:MEMORY_DEVICE_0_SIZE=1024\nE:MEMORY_DEVICE_0_SPEED_MTS=65535\n");
  EXPECT_FALSE(memory->slots.at(0).module->rated_transfers_per_second.is_known());
}

TEST(UdevMemory, IsNotFoundInARecordOfOlderSystemd) {
  EXPECT_EQ(parse_udev_memory("I:123\nE:ID_VENDOR=Example\n").error().kind, core::ErrorKind::NotFound);
}

TEST(UdevMemory, LeavesOutNumbersBeyondReason) {
  EXPECT_FALSE(parse_udev_memory("E:MEMORY_DEVICE_99999999999_SIZE=1\nE:MEMORY_DEVICE_-1_SIZE=1\n").ok());
}

TEST(UdevMemory, SurvivesLinesThatAreCut) {
  const std::string record = kRecord;
  for (std::size_t length = 0; length <= record.size(); ++length) {
    const auto memory = parse_udev_memory(record.substr(0, length));
    EXPECT_TRUE(!memory || memory->slots.size() <= 2U);
  }
}

}  // namespace
}  // namespace probellm::probe
