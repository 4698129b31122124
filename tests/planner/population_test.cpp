#include "planner/population.h"

#include "tests/planner/example.h"

namespace probellm::tests {
namespace {

using planner::run_modules;

TEST(Population, OneModuleAChannelRunsAtItsSpeed) {
  const auto running = run_modules(server_cpu(), 1, modules(12, 64));
  EXPECT_EQ(running->channels_filled, 12);
  EXPECT_EQ(running->transfers_per_second, 6.4e9);
  EXPECT_DOUBLE_EQ(running->bandwidth.value, 614.4e9);
  EXPECT_EQ(running->slowed_by, "");
}

TEST(Population, TwoAChannelAreSlowerAndSaySo) {
  const auto running = run_modules(server_cpu(), 1, modules(24, 32));
  EXPECT_EQ(running->transfers_per_second, 5.2e9);
  EXPECT_EQ(running->slowed_by, "2 modules a channel run at 5200 MT/s");
}

TEST(Population, FasterModulesThanTheCpusSaySo) {
  const auto running = run_modules(server_cpu(), 1, modules(12, 64, 7200));
  EXPECT_EQ(running->slowed_by, "the CPU's fastest is 6400 MT/s");
}

TEST(Population, EmptyChannelsCostTheirBandwidth) {
  const auto running = run_modules(server_cpu(), 1, modules(8, 64));
  EXPECT_EQ(running->channels_filled, 8);
  EXPECT_DOUBLE_EQ(running->bandwidth.value, 8 * 6.4e9 * 8);
}

TEST(Population, UnevenModulesAreFound) {
  EXPECT_TRUE(run_modules(server_cpu(), 1, modules(24, 32))->is_even);
  EXPECT_FALSE(run_modules(server_cpu(), 1, modules(13, 32))->is_even);
}

TEST(Population, RefusesAnotherTypeAndMoreThanItsChannelsHold) {
  EXPECT_EQ(run_modules(server_cpu(), 1, modules(12, 64, 3200, "DDR4")).error().what,
            "Server 32 takes DDR5, not DDR4");
  EXPECT_EQ(run_modules(server_cpu(), 1, modules(37, 64)).error().what,
            "37 modules are more than the 12 channels of 1x Server 32 hold, at most 2 each");
}

TEST(Population, AModuleInAnEmptyChannelIsNeverSlower) {
  double before = 0;
  for (int count = 1; count <= 12; ++count) {
    const double now = run_modules(server_cpu(), 1, modules(count, 64))->bandwidth.value;
    EXPECT_GE(now, before);
    before = now;
  }
}

}  // namespace
}  // namespace probellm::tests
