#include "probe/cpu/topology.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

TEST(Topology, IsAbsentForAnEmptyExport) {
  EXPECT_EQ(read_topology("").error().kind, core::ErrorKind::NotFound);
}

TEST(Topology, RefusesGarbage) {
  for (const char* text :
       {"x", "<", "<?xml version=\"1.0\"?><topology", "{}", "<topology version=\"2.0\"></topology>"})
    EXPECT_FALSE(read_topology(text).ok()) << text;
}

TEST(CpuOrder, TakesOneOfEachCoreFirst) {
  EXPECT_EQ(cpus_one_per_core_first({{0, 4}, {1, 5}}, {}), (std::vector<int>{0, 1, 4, 5}));
}

TEST(CpuOrder, KeepsToTheAffinity) {
  EXPECT_EQ(cpus_one_per_core_first({{0, 4}, {1, 5}, {2, 6}}, {4, 5, 1}), (std::vector<int>{4, 1, 5}));
}

TEST(CpuOrder, IsEmptyWithoutCores) { EXPECT_TRUE(cpus_one_per_core_first({}, {0, 1}).empty()); }

TEST(CacheGroups, AreInTheOrderOfTheCpusAndHoldOnlyThose) {
  EXPECT_EQ(grouped_by_cache({{0, 1, 4, 5}, {2, 3, 6, 7}}, {0, 1, 2, 4, 5, 6}),
            (std::vector<std::vector<int>>{{0, 1, 4, 5}, {2, 6}}));
}

TEST(CacheGroups, LeaveOutCachesOfWhichNoCpuMayBeUsed) {
  EXPECT_EQ(grouped_by_cache({{0, 1}, {2, 3}}, {3}), (std::vector<std::vector<int>>{{3}}));
}

}  // namespace
}  // namespace probellm::probe
