#include "probe/memory/installed.h"

#include <gtest/gtest.h>

#include "tests/probe/slots.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

const auto kNoSlots = core::Fact<MemorySlots>::absent("no table", "run: sudo probe-llm probe");

TEST(InstalledMemory, IsTheSumOfTheModules) {
  const auto installed = installed_memory(TemporaryRoot().sys(), slots_of(two_sockets_of_twelve()));
  EXPECT_EQ(*installed, core::Bytes{24 * 64 * core::kGiB});
  EXPECT_EQ(installed.source(), "the sum of 24 modules, SMBIOS types 16 and 17");
}

TEST(InstalledMemory, IsWhatTheFirmwareMapsWhereModulesHaveNoSize) {
  DeviceEntry entry;
  entry.size = 0xFFFF;
  SmbiosTable table;
  table.array(0x1000, 3, 1).device(entry).mapped_array(0x1000, 16 << 20).end();
  EXPECT_EQ(*installed_memory(TemporaryRoot().sys(), memory_slots(only_table(table.bytes()))),
            core::Bytes{16 * core::kGiB});
}

TEST(InstalledMemory, IsReadFromTheDeviceTree) {
  TemporaryRoot root;
  root.file("/proc/device-tree/#address-cells", std::string("\0\0\0\2", 4));
  root.file("/proc/device-tree/#size-cells", std::string("\0\0\0\1", 4));
  root.file("/proc/device-tree/memory@0/reg",
            std::string("\0\0\0\0\0\0\0\0\x40\0\0\0", 12) + std::string("\0\0\0\0\x40\0\0\0\x40\0\0\0", 12));
  EXPECT_EQ(*installed_memory(root.sys(), kNoSlots), core::Bytes{2 * core::kGiB});
}

TEST(InstalledMemory, IsCountedInTheKernelsBlocks) {
  TemporaryRoot root;
  root.file("/sys/devices/system/memory/block_size_bytes", "8000000\n");
  for (const char* name : {"memory0", "memory1", "memory32", "power"})
    root.folder(std::string("/sys/devices/system/memory/") + name);
  EXPECT_EQ(*installed_memory(root.sys(), kNoSlots), core::Bytes{3 * 128 * core::kMiB});
}

TEST(InstalledMemory, SaysWhatWouldMakeItKnown) {
  EXPECT_EQ(installed_memory(TemporaryRoot().sys(), kNoSlots).remedy(), "run: sudo probe-llm probe");
}

TEST(DeviceTreeMemory, IsAbsentWhereRangesAreNotWhole) {
  EXPECT_FALSE(device_tree_range_sum("", 2, 2).has_value());
  EXPECT_FALSE(device_tree_range_sum("abc", 1, 1).has_value());
  EXPECT_FALSE(device_tree_range_sum(std::string(16, '\xFF'), 2, 2).has_value());
  EXPECT_FALSE(device_tree_range_sum(std::string(16, '\0'), 0, 9).has_value());
}

}  // namespace
}  // namespace probellm::probe
