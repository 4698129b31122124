#include "bench/disk/disk_blocks.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace probellm::bench {
namespace {

const std::vector<DiskFile> kFiles = {{"a", {35}}, {"b", {9}}, {"c", {20}}};

std::vector<std::pair<std::size_t, std::int64_t>> places(const std::vector<FileBlock>& blocks) {
  std::vector<std::pair<std::size_t, std::int64_t>> places;
  for (const FileBlock& block : blocks) places.emplace_back(block.file, block.offset);
  return places;
}

using Places = std::vector<std::pair<std::size_t, std::int64_t>>;
const Places kAll = {{0, 0}, {0, 10}, {0, 20}, {2, 0}, {2, 10}};

TEST(DiskBlocks, InOrderAreTheWholeOnesOfEveryFile) {
  EXPECT_EQ(places(blocks_in_order(kFiles, {10}, {1000})), kAll);
  EXPECT_EQ(bytes_in_blocks(kFiles, {10}).value, 50);
}

TEST(DiskBlocks, InOrderEndAfterSoManyBytes) {
  EXPECT_EQ(places(blocks_in_order(kFiles, {10}, {49})), Places(kAll.begin(), kAll.begin() + 4));
}

TEST(DiskBlocks, AtRandomAreTheSameEachOnce) {
  const auto found = places(blocks_at_random(kFiles, {10}, {1000}));
  EXPECT_EQ(found.size(), kAll.size());
  EXPECT_EQ(std::set(found.begin(), found.end()), std::set(kAll.begin(), kAll.end()));
}

TEST(DiskBlocks, AtRandomAreInNoOrder) {
  const std::vector<DiskFile> large = {{"a", {1000}}};
  EXPECT_NE(places(blocks_at_random(large, {10}, {1000})), places(blocks_in_order(large, {10}, {1000})));
}

TEST(DiskBlocks, AtRandomEndAfterSoManyBytes) { EXPECT_EQ(blocks_at_random(kFiles, {10}, {25}).size(), 2U); }

TEST(DiskBlocks, AreNoneOfFilesThatAreTooSmall) {
  EXPECT_TRUE(blocks_at_random(kFiles, {100}, {1000}).empty());
  EXPECT_TRUE(blocks_in_order(kFiles, {100}, {1000}).empty());
}

}  // namespace
}  // namespace probellm::bench
