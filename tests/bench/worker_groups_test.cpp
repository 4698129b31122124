#include "bench/threads/worker_groups.h"

#include <gtest/gtest.h>

#include <vector>

#include "bench/threads/ladder.h"

namespace probellm::bench {
namespace {

using Lists = std::vector<std::vector<int>>;

core::Numa numa_of(const Lists& cpus) {
  core::Numa numa;
  for (std::size_t i = 0; i < cpus.size(); ++i) numa.nodes.push_back({static_cast<int>(i), {}, cpus[i], {}});
  return numa;
}

TEST(WorkerGroups, NumberWorkersByTheirPlaceInTheTeam) {
  EXPECT_EQ(workers_on({{0, 1}, {2, 3}}, {3, 1, 0, 2}), (Lists{{1, 2}, {0, 3}}));
}

TEST(WorkerGroups, LeaveOutNodesWithoutCpusAndNodesOfWhichNoneMayBeUsed) {
  const auto nodes = workers_by_node(numa_of({{0, 1}, {}, {2, 3}, {4, 5}}), {4, 0, 5});
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[0].node, 0);
  EXPECT_EQ(nodes[0].workers, std::vector<int>{1});
  EXPECT_EQ(nodes[1].node, 3);
  EXPECT_EQ(nodes[1].workers, (std::vector<int>{0, 2}));
}

TEST(WorkerGroups, KeepTheWorkersOfNoKnownNodeTogether) {
  EXPECT_EQ(all_workers_by_node(numa_of({{0}, {1}}), {0, 7, 1, 8}), (Lists{{0}, {2}, {1, 3}}));
  EXPECT_EQ(all_workers_by_node({}, {0, 1}), (Lists{{0, 1}}));
}

TEST(ThreadLadder, RisesFromOneToAllInHalfOctaves) {
  EXPECT_EQ(thread_ladder(16, Depth::Full), (std::vector<int>{1, 2, 3, 4, 6, 8, 12, 16}));
  EXPECT_EQ(thread_ladder(20, Depth::Full), (std::vector<int>{1, 2, 3, 4, 6, 8, 10, 12, 16, 20}));
  EXPECT_EQ(thread_ladder(256, Depth::Full).size(), 16U);
}

TEST(ThreadLadder, IsShortUnlessAllIsAskedFor) {
  EXPECT_EQ(thread_ladder(256, Depth::Normal), (std::vector<int>{1, 128, 256}));
}

TEST(ThreadLadder, NeverExceedsTheThreadsThereAre) {
  for (int all = 1; all <= 300; ++all)
    for (const Depth depth : {Depth::Normal, Depth::Full}) {
      const auto ladder = thread_ladder(all, depth);
      EXPECT_EQ(ladder.front(), 1) << all;
      EXPECT_EQ(ladder.back(), all);
    }
}

}  // namespace
}  // namespace probellm::bench
