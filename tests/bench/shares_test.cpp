#include "bench/memory/shares.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

using core::kKiB;
using core::kMiB;
using Groups = std::vector<std::vector<int>>;

// Parts at invented addresses that nobody reads: three arrays of `words` words each, `skew` words apart.
std::vector<Arrays> invented_parts(std::size_t count, std::size_t words, std::size_t skew = 1152) {
  std::vector<Arrays> parts;
  const std::size_t stride = 3 * (words + skew) * 8;
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = reinterpret_cast<std::uint64_t*>((std::uintptr_t{1} << 40) + i * stride);
    parts.push_back({start, start + words + skew, start + 2 * (words + skew), words});
  }
  return parts;
}

// Nodes of equally many workers, dealt as the probe lists CPUs: one of each core first, so that the workers
// of a node needn't be neighbours.
Groups nodes_of(int nodes, int workers_each) {
  Groups groups(static_cast<std::size_t>(nodes));
  for (int half = 0; half < 2; ++half)
    for (int node = 0; node < nodes; ++node)
      for (int i = 0; i < workers_each / 2; ++i)
        groups[static_cast<std::size_t>(node)].push_back((half * nodes + node) * (workers_each / 2) + i);
  return groups;
}

// Which part a block's first array lies in.
std::size_t part_of(const std::vector<Arrays>& parts, const Arrays& block) {
  const auto after = [&](const Arrays& part) { return block.a >= part.a; };
  return static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), after)) - 1;
}

// The group that a block's memory belongs to.
std::size_t group_of(const Groups& groups, const std::vector<Arrays>& parts, const Arrays& block) {
  const auto part = static_cast<int>(part_of(parts, block));
  const auto has = [=](const auto& group) {
    return std::find(group.begin(), group.end(), part) != group.end();
  };
  return static_cast<std::size_t>(std::find_if(groups.begin(), groups.end(), has) - groups.begin());
}

void expect_disjoint(const Shares& shares) {
  std::vector<std::pair<const std::uint64_t*, const std::uint64_t*>> runs;
  for (const Share& share : shares)
    for (const Arrays& block : share)
      for (const std::uint64_t* array : {block.a, block.b, block.c})
        runs.emplace_back(array, array + block.words);
  std::sort(runs.begin(), runs.end());
  for (std::size_t i = 1; i < runs.size(); ++i) EXPECT_LE(runs[i - 1].second, runs[i].first) << i;
}

void expect_whole_lines(const Shares& shares) {
  for (const Share& share : shares)
    for (const Arrays& block : share)
      for (const std::uint64_t* array : {block.a, block.b, block.c})
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array) % 64, 0U);
}

std::size_t words_in(const Share& share) {
  std::size_t words = 0;
  for (const Arrays& block : share) words += block.words;
  return words;
}

TEST(Shares, OfOneGroupAreItsOwnParts) {
  const auto parts = invented_parts(4, 1024);
  const Shares shares = own_parts(parts, {1, 3});
  EXPECT_TRUE(shares[0].empty());
  ASSERT_EQ(shares[3].size(), 1U);
  EXPECT_EQ(shares[3][0].a, parts[3].a);
  EXPECT_EQ(bytes_of(shares).value, 2 * 3 * 1024 * 8);
}

TEST(Shares, AreCutIntoEqualSlicesThatDoNotOverlap) {
  const auto parts = invented_parts(4, 4096);
  for (const Shares& shares : {own_parts(parts, {0, 1, 3}), random_blocks(parts, {4096})}) {
    const auto slices = slices_of(shares, 4);
    ASSERT_EQ(slices.size(), 4U);
    for (std::size_t worker = 0; worker < shares.size(); ++worker) {
      Shares of_worker;
      for (const Shares& slice : slices) of_worker.push_back(slice[worker]);
      expect_disjoint(of_worker);
      expect_whole_lines(of_worker);
      for (const Share& slice : of_worker) EXPECT_EQ(words_in(slice), words_in(of_worker[0]));
      EXPECT_GE(4 * words_in(of_worker[0]), words_in(shares[worker]) * 9 / 10);
    }
  }
}

TEST(Shares, OfOneThreadAreAllTheMemoryOfItsNode) {
  const auto parts = invented_parts(16, 1024);
  const Groups nodes = nodes_of(2, 8);
  const Shares shares = shares_of_first(parts, nodes, 1);
  EXPECT_EQ(words_in(shares[0]), 8U * 1024);
  for (const Arrays& block : shares[0]) EXPECT_EQ(group_of(nodes, parts, block), 0U);
}

TEST(Shares, OfTheFirstThreadsAreEqualAndLocalAndDisjoint) {
  const auto parts = invented_parts(32, 4096);
  for (const int nodes : {1, 2, 4, 8}) {
    const Groups groups = nodes_of(nodes, 32 / nodes);
    for (int threads = 1; threads <= 32; ++threads) {
      SCOPED_TRACE(testing::Message() << nodes << " nodes, " << threads << " threads");
      const Shares shares = shares_of_first(parts, groups, threads);
      expect_disjoint(shares);
      expect_whole_lines(shares);
      for (std::size_t worker = 0; worker < shares.size(); ++worker) {
        EXPECT_EQ(words_in(shares[worker]), static_cast<int>(worker) < threads ? words_in(shares[0]) : 0U);
        const auto own = group_of(groups, parts, parts[worker]);
        for (const Arrays& block : shares[worker]) EXPECT_EQ(group_of(groups, parts, block), own);
      }
      EXPECT_GE(words_in(shares[0]), 4096U);
    }
  }
}

TEST(Shares, OfAllThreadsAreTheirOwnParts) {
  const auto parts = invented_parts(16, 1024);
  const Shares shares = shares_of_first(parts, nodes_of(2, 8), 16);
  EXPECT_EQ(bytes_of(shares).value, 16 * 3 * 1024 * 8);
}

TEST(Shares, AcrossNodesAreOfTheTouchersAloneAndOnlyForTheReaders) {
  const auto parts = invented_parts(32, 4096);
  for (const int nodes : {2, 4, 8}) {
    const Groups groups = nodes_of(nodes, 32 / nodes);
    for (std::size_t readers = 0; readers < groups.size(); ++readers)
      for (std::size_t touchers = 0; touchers < groups.size(); ++touchers) {
        const Shares shares = shares_across(parts, groups[readers], groups[touchers]);
        expect_disjoint(shares);
        EXPECT_EQ(bytes_of(shares).value, static_cast<std::int64_t>(groups[touchers].size()) * 3 * 4096 * 8);
        for (std::size_t worker = 0; worker < shares.size(); ++worker) {
          EXPECT_EQ(shares[worker].empty(), group_of(groups, parts, parts[worker]) != readers);
          for (const Arrays& block : shares[worker]) EXPECT_EQ(group_of(groups, parts, block), touchers);
        }
      }
  }
}

TEST(Shares, AcrossUnequalNodesAreEqualAmongTheReaders) {
  const auto parts = invented_parts(5, 1000);
  const Shares shares = shares_across(parts, {0, 1, 2}, {3, 4});
  expect_disjoint(shares);
  expect_whole_lines(shares);
  EXPECT_EQ(words_in(shares[0]), 2000U / 3 / 8 * 8);
  EXPECT_EQ(words_in(shares[1]), words_in(shares[0]));
  EXPECT_EQ(words_in(shares[2]), words_in(shares[0]));
}

TEST(Shares, InterleavedTakePagesOfAllNodesByTurns) {
  const auto parts = invented_parts(16, 8 * static_cast<std::size_t>(kHugePage.value) / 8);
  for (const int nodes : {2, 4, 8}) {
    const Groups groups = nodes_of(nodes, 16 / nodes);
    const Shares shares = interleaved(parts, groups);
    expect_disjoint(shares);
    for (const Share& share : shares) {
      std::map<std::size_t, int> pages;
      for (const Arrays& page : share) ++pages[group_of(groups, parts, page)];
      EXPECT_EQ(pages.size(), groups.size());
      for (const auto& [group, count] : pages) EXPECT_EQ(count, pages.begin()->second) << group;
    }
  }
}

TEST(Shares, InterleavedDoNotAllBeginAtTheSameNode) {
  const auto parts = invented_parts(4, 8 * static_cast<std::size_t>(kHugePage.value) / 8);
  const Groups groups = nodes_of(2, 2);
  const Shares shares = interleaved(parts, groups);
  EXPECT_NE(group_of(groups, parts, shares[0].front()), group_of(groups, parts, shares[1].front()));
}

TEST(Shares, InterleavedAreEmptyWhereNoPageIsWhole) {
  EXPECT_EQ(bytes_of(interleaved(invented_parts(4, 1024), nodes_of(2, 2))).value, 0);
}

TEST(RandomBlocks, AreDisjointAndEquallyManyForEach) {
  const auto parts = invented_parts(3, 4 * kMiB / 8);
  for (const std::int64_t block : {12 * kMiB, kMiB, 64 * kKiB, 4 * kKiB}) {
    const Shares shares = random_blocks(parts, {block});
    expect_disjoint(shares);
    expect_whole_lines(shares);
    for (const Share& share : shares) EXPECT_EQ(share.size(), shares.front().size()) << block;
    EXPECT_GT(shares.front().size(), 0U) << block;
  }
}

TEST(RandomBlocks, ReadNearlyAllOfABlock) {
  const auto parts = invented_parts(3, 4 * kMiB / 8);
  for (const std::int64_t block : {12 * kMiB, kMiB, 256 * kKiB, 64 * kKiB, 4 * kKiB}) {
    const Arrays one = random_blocks(parts, {block})[0][0];
    EXPECT_EQ(one.b, one.a + one.words);
    EXPECT_EQ(one.c, one.b + one.words);
    const auto bytes = static_cast<std::int64_t>(3 * 8 * one.words);
    EXPECT_LE(bytes, block);
    EXPECT_GE(bytes, block / 100 * 98) << block;
  }
}

TEST(RandomBlocks, ComeInNoOrderAndFromEveryPart) {
  const auto parts = invented_parts(2, 4 * kMiB / 8);
  const Shares shares = random_blocks(parts, {64 * kKiB});
  std::set<std::size_t> seen;
  int rising = 0;
  for (std::size_t i = 0; i < shares[0].size(); ++i) {
    seen.insert(part_of(parts, shares[0][i]));
    if (i > 0 && shares[0][i - 1].a < shares[0][i].a) ++rising;
  }
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_GT(rising, static_cast<int>(shares[0].size()) / 4);
  EXPECT_LT(rising, static_cast<int>(shares[0].size()) * 3 / 4);
}

TEST(RandomBlocks, KeepToWhatWasFilled) {
  const std::size_t filled = kMiB / 8;
  const auto parts = invented_parts(2, filled, 4 * kMiB / 8);
  for (const Share& share : random_blocks(parts, {256 * kKiB}))
    for (const Arrays& block : share) {
      const auto inside = [&](const std::uint64_t* array) {
        return block.a >= array && block.c + block.words <= array + filled;
      };
      const Arrays& part = parts[part_of(parts, block)];
      EXPECT_TRUE(inside(part.a) || inside(part.b) || inside(part.c));
    }
}

TEST(RandomBlocks, AreNoneWhereTheMemoryIsSmaller) {
  EXPECT_EQ(bytes_of(random_blocks(invented_parts(2, 1024), {12 * kMiB})).value, 0);
}

}  // namespace
}  // namespace probellm::bench
