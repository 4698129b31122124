#include "probe/memory/memory.h"

#include <gtest/gtest.h>

#include "probe/cpu/numa.h"
#include "probe/memory/meminfo.h"

namespace probellm::probe {
namespace {

core::Fact<core::Bytes> gib(std::int64_t amount) {
  return core::Fact<core::Bytes>::known({amount * core::kGiB}, "a test");
}

core::Numa nodes_of(const std::vector<std::int64_t>& amounts) {
  core::Numa numa;
  for (const std::int64_t amount : amounts) {
    core::NumaNode node;
    node.id = static_cast<int>(numa.nodes.size());
    node.memory = gib(amount);
    numa.nodes.push_back(node);
  }
  return numa;
}

TEST(Meminfo, ReadsAFieldInKibibytes) {
  EXPECT_EQ(meminfo_field("MemTotal:       24 kB\n", "MemTotal"), core::Bytes{24 * 1024});
}

TEST(Meminfo, ReadsAFieldOfANode) {
  EXPECT_EQ(meminfo_field("Node 0 MemTotal:  7 kB\n", "MemTotal"), core::Bytes{7 * 1024});
}

TEST(Meminfo, DoesNotTakeALongerNameForTheField) {
  EXPECT_FALSE(meminfo_field("XMemTotal: 7 kB\nMemTotalX: 7 kB\n", "MemTotal").has_value());
}

TEST(Meminfo, IsAbsentInGarbage) {
  for (const char* text :
       {"", "MemTotal:", "MemTotal: -5 kB", "MemTotal: 99999999999999999999 kB", "MemTotal: 5 GB"})
    EXPECT_FALSE(meminfo_field(text, "MemTotal").has_value()) << text;
}

TEST(Meminfo, CountsHugePagesOfOneSizeInOldKernels) {
  EXPECT_EQ(huge_page_reserve("HugePages_Total: 3\nHugepagesize: 2048 kB\n"), core::Bytes{6 * core::kMiB});
}

TEST(LateInitialisedNodes, OneNodeGetsTheTotal) {
  core::Numa numa = nodes_of({4});
  ASSERT_TRUE(fix_late_initialised_nodes(numa, gib(24)).has_value());
  EXPECT_EQ(*numa.nodes[0].memory, *gib(24));
}

TEST(LateInitialisedNodes, SeveralNodesBecomeUnknown) {
  core::Numa numa = nodes_of({4, 4});
  ASSERT_TRUE(fix_late_initialised_nodes(numa, gib(24)).has_value());
  EXPECT_FALSE(numa.nodes[1].memory.is_known());
  EXPECT_FALSE(numa.nodes[1].memory.reason().empty());
}

TEST(LateInitialisedNodes, NodesThatAddUpStay) {
  core::Numa numa = nodes_of({12, 12});
  EXPECT_FALSE(fix_late_initialised_nodes(numa, gib(24)).has_value());
  EXPECT_EQ(*numa.nodes[1].memory, *gib(12));
}

TEST(LateInitialisedNodes, StayWhereTheTotalIsUnknown) {
  core::Numa numa = nodes_of({4});
  EXPECT_FALSE(fix_late_initialised_nodes(numa, core::Fact<core::Bytes>::absent("x")).has_value());
}

TEST(NodeDistances, AreReadInOrder) {
  EXPECT_EQ(parse_distances("10 21 32\n"), (std::vector<int>{10, 21, 32}));
}

}  // namespace
}  // namespace probellm::probe
