#include "probe/system/limits.h"

#include <gtest/gtest.h>

#include "probe/memory/memory.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

constexpr core::Bytes kTotal{1000000000};

TEST(CgroupV2Limit, GivesPageCacheBack) {
  EXPECT_EQ(left_in_cgroup_v2({"1000", "700", "anon 300\ninactive_file 250\nactive_file 150\n"}),
            core::Bytes{700});
}

TEST(CgroupV2Limit, IsAbsentWhereItIsMax) { EXPECT_FALSE(left_in_cgroup_v2({"max\n", "5", ""}).has_value()); }

TEST(CgroupV2Limit, LeavesNothingWhereMoreIsUsed) {
  EXPECT_EQ(left_in_cgroup_v2({"1000", "1700", ""}), core::Bytes{0});
}

TEST(CgroupV2Limit, LeavesAllWhereTheUseIsNotShown) {
  EXPECT_EQ(left_in_cgroup_v2({"1000", "", ""}), core::Bytes{1000});
}

TEST(CgroupV2Limit, NeverLeavesMoreThanItself) {
  EXPECT_EQ(left_in_cgroup_v2({"1000", "100", "inactive_file 900\nactive_file 900\n"}), core::Bytes{1000});
}

TEST(CgroupV2Limit, IsAbsentInGarbage) {
  for (const char* text : {"", "-1", "12x", "99999999999999999999999"})
    EXPECT_FALSE(left_in_cgroup_v2({text, "", ""}).has_value()) << text;
}

TEST(CgroupV1Limit, CountsTheWholeHierarchysCache) {
  EXPECT_EQ(
      left_in_cgroup_v1({"1000", "700", "inactive_file 1\ntotal_inactive_file 400\ntotal_active_file 100\n"}),
      core::Bytes{800});
}

TEST(CgroupV1Limit, IsAbsentWhereItIsTheHugeValue) {
  EXPECT_FALSE(left_in_cgroup_v1({"9223372036854771712\n", "5", ""}).has_value());
}

TEST(CgroupV1Limit, IsAbsentWhereItIsTheHugeValueOfLargePages) {
  EXPECT_FALSE(left_in_cgroup_v1({"9223372036854710272\n", "5", ""}).has_value());
}

TEST(CpuQuota, IsQuotaOverPeriod) { EXPECT_DOUBLE_EQ(*cpu_quota_v2("250000 100000\n"), 2.5); }

TEST(CpuQuota, IsAbsentWhereItIsMax) { EXPECT_FALSE(cpu_quota_v2("max 100000\n").has_value()); }

TEST(CpuQuota, IsAbsentInVersion1WhereItIsMinusOne) {
  EXPECT_FALSE(cpu_quota_v1("-1\n", "100000\n").has_value());
}

TEST(CpuQuota, SurvivesAPeriodOfZero) { EXPECT_FALSE(cpu_quota_v1("5\n", "0\n").has_value()); }

TEST(MemoryLimits, LeaveOutWhatExceedsTheTotal) {
  TemporaryRoot root;
  Sources sources = root.sources();
  sources.process.address_space_limit = kTotal * 2;
  EXPECT_TRUE(read_memory_limits(sources, kTotal).empty());
}

TEST(MemoryLimits, NameTheAddressSpaceLimit) {
  TemporaryRoot root;
  Sources sources = root.sources();
  sources.process.address_space_limit = core::Bytes{500};
  const auto limits = read_memory_limits(sources, kTotal);
  ASSERT_EQ(limits.size(), 1U);
  EXPECT_EQ(limits[0].name, "address-space limit");
}

TEST(MemoryLimits, ReadEveryFolderUpToTheRoot) {
  TemporaryRoot root;
  root.file("/proc/self/cgroup", "0::/a/b\n")
      .file("/proc/self/mountinfo", "36 28 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
      .file("/sys/fs/cgroup/a/b/memory.max", "max\n")
      .file("/sys/fs/cgroup/a/b/memory.high", "900\n")
      .file("/sys/fs/cgroup/a/memory.max", "800\n");
  EXPECT_EQ(read_memory_limits(root.sources(), kTotal).size(), 2U);
}

TEST(UsableMemory, IsTheLeastOfAvailableAndLimits) {
  TemporaryRoot root;
  root.file("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 900 kB\n");
  Sources sources = root.sources();
  sources.process.address_space_limit = core::Bytes{500 * core::kKiB};
  EXPECT_EQ(*read_memory(sources).usable, core::Bytes{500 * core::kKiB});
}

TEST(UsableMemory, DoesNotSubtractHugePagesTwice) {
  TemporaryRoot root;
  root.file("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 300 kB\nHugetlb: 600 kB\n");
  const core::Memory memory = read_memory(root.sources());
  EXPECT_EQ(*memory.usable, core::Bytes{300 * core::kKiB});
  EXPECT_EQ(memory.limits.at(0).bytes, core::Bytes{400 * core::kKiB});
}

TEST(UsableMemory, IsAbsentWhereAvailableIs) {
  TemporaryRoot root;
  root.file("/proc/meminfo", "MemTotal: 1000 kB\n");
  EXPECT_EQ(read_memory(root.sources()).usable.reason(), "/proc/meminfo has no MemAvailable");
}

}  // namespace
}  // namespace probellm::probe
