#include "planner/kit.h"

#include "planner/population.h"
#include "tests/planner/example.h"

namespace probellm::tests {
namespace {

core::Platform board() {
  core::Platform platform;
  platform.id = "board";
  platform.name = "Board";
  platform.sockets = 2;
  platform.cpu_families = {"old"};
  platform.channels_per_socket = 4;
  platform.slots_per_channel = 3;
  platform.types = {"DDR4"};
  platform.takes_registered = true;
  platform.transfers_per_second = {2.4e9, 2.4e9, 1.866e9};
  platform.most_memory = core::Bytes{768 * core::kGiB};
  return platform;
}

core::CpuSpec old_cpu() {
  core::CpuSpec cpu = server_cpu();
  cpu.name = "Old 22";
  cpu.family = "old";
  cpu.memory_type = "DDR4";
  cpu.channels = 4;
  cpu.transfers_per_second = {2.4e9, 2.4e9};
  return cpu;
}

core::Kit kit(int count = 24, const char* type = "DDR4", bool registered = true) {
  core::Kit kit;
  kit.name = "kit";
  kit.count = count;
  kit.each = {32 * core::kGiB};
  kit.type = type;
  kit.transfers_per_second = 2.4e9;
  kit.is_registered = registered;
  return kit;
}

TEST(Kit, ThreeAChannelRunAtWhatTheBoardAllows) {
  const auto spec = planner::kit_in(kit(), board(), old_cpu());
  ASSERT_TRUE(spec.ok()) << spec.error().what;
  const auto running = planner::run_modules(spec->cpu, spec->sockets, *spec->memory);
  EXPECT_EQ(running->transfers_per_second, 1.866e9);
  EXPECT_EQ(running->slowed_by, "3 modules a channel run at 1866 MT/s");
  EXPECT_EQ(spec->memory->each * spec->memory->count, core::Bytes{768 * core::kGiB});
}

TEST(Kit, IsRefusedWhereItsRanksAreMoreThanAChannelDrives) {
  core::Kit four_ranks = kit();
  four_ranks.ranks = "4Rx4";
  EXPECT_EQ(
      planner::kit_in(four_ranks, board(), old_cpu()).error().what,
      "kit doesn't go into the Board: it has channels of at most 8 ranks, and the kit puts 12 into one");
  four_ranks.count = 16;
  EXPECT_TRUE(planner::kit_in(four_ranks, board(), old_cpu()).ok());
}

TEST(Kit, IsRefusedWithTheReason) {
  const auto why = [](const core::Kit& kit) { return planner::kit_in(kit, board(), old_cpu()).error().what; };
  EXPECT_EQ(why(kit(24, "DDR5")), "kit doesn't go into the Board: it takes DDR4, not DDR5");
  EXPECT_EQ(why(kit(25)), "kit doesn't go into the Board: it has 24 slots, and the kit 25 modules");
  EXPECT_EQ(why(kit(24, "DDR4", false)), "kit doesn't go into the Board: it takes registered modules only");
}

TEST(Kit, TheLargestCpuThatGoesInIsTaken) {
  core::CpuSpec small = old_cpu();
  small.name = "Old 8";
  small.cores = 8;
  EXPECT_EQ(planner::cpu_for(board(), {small, old_cpu(), server_cpu()})->name, "Old 22");
  EXPECT_FALSE(planner::cpu_for(board(), {server_cpu()}));
}

}  // namespace
}  // namespace probellm::tests
