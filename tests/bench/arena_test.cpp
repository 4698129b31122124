#include "bench/memory/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

using core::kGiB;
using core::kMiB;

constexpr core::Bytes kCache{32 * kMiB};

TEST(ArenaPlan, TakesFourTimesTheCachesAndAtLeast256MiB) {
  const auto small = plan_arena(machine_of({0, 1}, {64 * kGiB}, kCache), 0.25, 2);
  ASSERT_TRUE(small.ok());
  EXPECT_EQ(small->array.value, 256 * kMiB);
  EXPECT_TRUE(small->warnings.empty());
  const auto large = plan_arena(machine_of({0, 1}, {64 * kGiB}, {512 * kMiB}), 0.25, 2);
  ASSERT_TRUE(large.ok());
  EXPECT_EQ(large->array.value, 2 * kGiB);
}

TEST(ArenaPlan, NeverTakesMoreThanItsShare) {
  constexpr std::array<std::int64_t, 5> kUsable = {100 * kMiB, 1 * kGiB, 4 * kGiB, 16 * kGiB, 1000 * kGiB};
  for (const std::int64_t usable : kUsable)
    for (const int parts : {1, 2, 7, 12}) {
      const auto plan = plan_arena(machine_of({0}, {usable}, kCache), 0.25, parts);
      ASSERT_TRUE(plan.ok());
      EXPECT_LE(plan->total.value, usable / 4) << usable << ' ' << parts;
      EXPECT_LE(3 * plan->array.value, plan->total.value) << usable << ' ' << parts;
    }
}

TEST(ArenaPlan, LeavesRoomInItsShareForWhatElseARunNeeds) {
  const auto plan = plan_arena(machine_of({0}, {512 * kMiB}, kCache), 0.25, 2);
  ASSERT_TRUE(plan.ok());
  EXPECT_LE(plan->total.value, (128 - 44) * kMiB);
}

TEST(ArenaPlan, SaysThatItMayMeasureTheCachesWhereItMustShrink) {
  const auto plan = plan_arena(machine_of({0}, {1 * kGiB}, kCache), 0.25, 1);
  ASSERT_TRUE(plan.ok());
  ASSERT_EQ(plan->warnings.size(), 1U);
  EXPECT_EQ(plan->warnings[0].best_grade, 'C');
  EXPECT_NE(plan->warnings[0].text.find("cache"), std::string::npos);
}

TEST(ArenaPlan, GradesArraysByHowManyTimesTheCachesTheyAre) {
  ArenaPlan plan;
  const auto grade_of = [&](std::int64_t mebibytes) {
    const auto warning = warning_about_arrays(plan, {mebibytes * kMiB}, "");
    return warning ? warning->best_grade : 'A';
  };
  EXPECT_EQ(grade_of(1), 'A');
  plan.caches = kCache;
  EXPECT_EQ(grade_of(4 * 32), 'A');
  EXPECT_EQ(grade_of(4 * 32 - 1), 'B');
  EXPECT_EQ(grade_of(3 * 32 - 1), 'C');
  EXPECT_EQ(grade_of(2 * 32 - 1), 'D');
}

TEST(ArenaPlan, SaysWhyThereIsNoArena) {
  auto machine = machine_of({0}, {4 * kMiB}, kCache);
  EXPECT_EQ(plan_arena(machine, 0.25, 1).error().kind, core::ErrorKind::Unsupported);
  machine.memory.usable = core::Fact<core::Bytes>::absent("no meminfo");
  EXPECT_NE(plan_arena(machine, 0.25, 1).error().what.find("no meminfo"), std::string::npos);
}

TEST(ArenaPlan, CountsOnlyTheCachesOfTheLastLevel) {
  auto machine = machine_of({0}, {64 * kGiB}, kCache);
  machine.cpu.caches.push_back({2, {1 * kMiB}, 64});
  machine.cpu.caches.back().count = 64;
  EXPECT_EQ(last_level_caches(machine).value, kCache.value);
}

TEST(Arena, ArraysStayInsideTheirPartAndDoNotOverlap) {
  constexpr int kParts = 3;
  const auto memory = Mapping::make({kParts * 4 * kMiB});
  ASSERT_TRUE(memory.ok());
  for (int part = 0; part < kParts; ++part) {
    const Arrays arrays = lay_out(*memory, part, kParts);
    auto* start = reinterpret_cast<std::uint64_t*>(memory->data()) + part * (4 * kMiB / 8);
    EXPECT_GT(arrays.words, 0U);
    EXPECT_EQ(arrays.a, start);
    EXPECT_LT(arrays.a + arrays.words, arrays.b);
    EXPECT_LT(arrays.b + arrays.words, arrays.c);
    EXPECT_LE(arrays.c + arrays.words, start + 4 * kMiB / 8);
    for (const std::uint64_t* array : {arrays.a, arrays.b, arrays.c})
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array) % 64, 0U);
  }
}

TEST(Mapping, CountsHugePagesByFaultsWhateverABasePageIs) {
  constexpr core::Bytes kTouched{64 * kMiB};
  const auto base_faults = static_cast<long>(kTouched / base_page());
  EXPECT_EQ(huge_page_share(kTouched, base_faults), 0);
  EXPECT_EQ(huge_page_share(kTouched, 32), 1);
  EXPECT_NEAR(huge_page_share(kTouched, (base_faults + 32) / 2), 0.5, 1e-9);
}

TEST(Arena, NamesItsPages) {
  const auto team = ThreadTeam::start({cpus_here().front()});
  ASSERT_TRUE(team.ok());
  const std::atomic<bool> stop{false};
  const auto arena = make_arena({{4 * kMiB}, {12 * kMiB}, 1, {}}, *team.value(), {60}, stop);
  ASSERT_TRUE(arena.ok());
  const std::string expected = has_huge_pages() ? "2 MiB pages" : "KiB pages";
  EXPECT_NE(pages_in_words(*arena).find(expected), std::string::npos) << pages_in_words(*arena);
}

TEST(Arena, IsFilledWithWordsWhoseSumIsKnown) {
  const auto team = ThreadTeam::start(std::vector<int>(2, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  const std::atomic<bool> stop{false};
  const auto arena = make_arena({{4 * kMiB}, {12 * kMiB}, 2, {}}, *team.value(), {60}, stop);
  ASSERT_TRUE(arena.ok());
  ASSERT_EQ(arena->parts.size(), 2U);
  EXPECT_NE(arena->parts[0].expected_sum, arena->parts[1].expected_sum);
  for (const ArenaPart& part : arena->parts)
    EXPECT_EQ(best_kernel_set().read.front().run(part.arrays, 0), part.expected_sum);
}

TEST(Arena, ShortensItsArraysAndSaysSoWhenTimeIsOver) {
  const auto team = ThreadTeam::start({cpus_here().front()});
  ASSERT_TRUE(team.ok());
  const std::atomic<bool> stop{false};
  const auto arena = make_arena({{8 * kMiB}, {24 * kMiB}, 1, {kMiB}, {}}, *team.value(), {0}, stop);
  ASSERT_TRUE(arena.ok());
  EXPECT_EQ(arena->parts[0].arrays.words, static_cast<std::size_t>(2 * kMiB / 8));
  EXPECT_EQ(best_kernel_set().read.front().run(arena->parts[0].arrays, 0), arena->parts[0].expected_sum);
  const auto is_of_time = [](const Warning& warning) {
    return warning.best_grade == 'C' && warning.text.find("give it more time") != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(arena->warnings.begin(), arena->warnings.end(), is_of_time));
}

}  // namespace
}  // namespace probellm::bench
