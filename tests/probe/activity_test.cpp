#include <gtest/gtest.h>

#include "probe/probe.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

TEST(Activity, ReadsLoadAndSteal) {
  TemporaryRoot root;
  root.file("/proc/loadavg", "1.25 0.5 0.1 1/100 5\n")
      .file("/proc/stat", "cpu  1 2 3 4 5 6 7 8 100 100\ncpu0 9\n");
  const core::Activity activity = read_activity(root.sys());
  EXPECT_DOUBLE_EQ(*activity.load_average, 1.25);
  EXPECT_DOUBLE_EQ(*activity.steal_ticks, 8);
  EXPECT_DOUBLE_EQ(*activity.all_ticks, 36);
}

TEST(Activity, AddsUpHowOftenCpusWereThrottled) {
  TemporaryRoot root;
  root.file("/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n")
      .file("/sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "4\n");
  EXPECT_DOUBLE_EQ(*read_activity(root.sys()).throttle_events, 7);
  EXPECT_FALSE(read_activity(TemporaryRoot().sys()).throttle_events.is_known());
}

TEST(Activity, SaysWhyItIsAbsent) {
  EXPECT_EQ(read_activity(TemporaryRoot().sys()).load_average.reason(), "/proc/loadavg doesn't exist");
}

TEST(Activity, IsAbsentInGarbage) {
  TemporaryRoot root;
  root.file("/proc/loadavg", "nan x\n").file("/proc/stat", "cpu 1 2 -3 4 5 6 7 8\n");
  EXPECT_FALSE(read_activity(root.sys()).load_average.is_known());
  EXPECT_FALSE(read_activity(root.sys()).all_ticks.is_known());
}

}  // namespace
}  // namespace probellm::probe
