#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/disk/disk_files.h"
#include "bench/disk/disk_read.h"
#include "bench/disk/disk_row.h"
#include "tests/bench/folder.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

namespace fs = std::filesystem;
using core::kMiB;

class DiskTest : public FolderTest {
 protected:
  std::vector<std::string> names(const SearchBounds& bounds) const {
    std::vector<std::string> names;
    for (const DiskFile& file : find_large_files(folder_, bounds)) names.push_back(file.path.filename());
    return names;
  }

  // No limit but one of size, so that a slow disk changes nothing.
  static SearchBounds from(core::Bytes least_size) { return {1000, {60}, least_size}; }
};

TEST_F(DiskTest, FindsWeightsFirstThenTheBiggest) {
  write("small", 1 * kMiB);
  write("big", 4 * kMiB);
  write("deep/bigger", 5 * kMiB);
  write("deep/model.gguf", 3 * kMiB);
  write("model.safetensors", 2 * kMiB);
  EXPECT_EQ(names(from({2 * kMiB})),
            (std::vector<std::string>{"model.gguf", "model.safetensors", "bigger", "big"}));
}

TEST_F(DiskTest, FollowsNoLinkAndSkipsSparseFiles) {
  write("real", 2 * kMiB);
  fs::create_symlink(folder_ + "/real", folder_ + "/link");
  fs::create_directory_symlink(folder_, folder_ + "/loop");
  write("sparse", 0);
  fs::resize_file(folder_ + "/sparse", static_cast<std::uintmax_t>(64 * kMiB));
  EXPECT_EQ(names(from({2 * kMiB})), (std::vector<std::string>{"real"}));
}

TEST_F(DiskTest, StopsAfterSoManyEntries) {
  for (const char* name : {"a", "b", "c", "d"}) write(name, kMiB);
  SearchBounds bounds = from({kMiB});
  bounds.entries = 2;
  EXPECT_EQ(names(bounds).size(), 2U);
}

TEST_F(DiskTest, FindsNothingWhereThereIsNoFolder) {
  EXPECT_TRUE(find_large_files(folder_ + "/missing", SearchBounds{}).empty());
}

TEST_F(DiskTest, ReadsEveryWholeBlockOnce) {
  write("one", 17 * kMiB);
  write("two", 8 * kMiB);
  const auto files = find_large_files(folder_, from({8 * kMiB}));
  const auto team = ThreadTeam::start(std::vector<int>(3, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  const std::atomic<bool> stop{false};
  const auto reading = read_blocks(
      {files, kDiskBlock, blocks_in_order(files, kDiskBlock, {1024 * kMiB}), {60}}, *team.value(), stop);
  if (!reading && reading.error().kind == core::ErrorKind::Unsupported) GTEST_SKIP() << reading.error().what;
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading->bytes.value, 24 * kMiB);
  EXPECT_EQ(reading->files, 2);
  EXPECT_TRUE(reading->samples.empty());
}

TEST_F(DiskTest, SaysWhatToDoWhereNoLargeFileIs) {
  write("small", kMiB);
  auto machine = machine_of(cpus_here(), {1024 * kMiB}, {32 * kMiB});
  machine.disks.push_back({folder_, "", "ext4", {}, {}, {}});
  const std::atomic<bool> stop{false};
  const Plan plan;
  Session session = open_session(machine, plan, {}, stop);
  const core::Measurement row = measure_disk(session, {1.0}).front();
  EXPECT_EQ(row.status, core::Status::Skipped);
  EXPECT_NE(row.reason.find("--weights DIR"), std::string::npos) << row.reason;
  EXPECT_NE(row.reason.find(folder_), std::string::npos) << row.reason;
}

TEST_F(DiskTest, DoesNotTakeMemoryForADisk) {
  auto machine = machine_of(cpus_here(), {1024 * kMiB}, {32 * kMiB});
  machine.disks.push_back({folder_, "", "tmpfs", {}, {}, {}});
  const std::atomic<bool> stop{false};
  const Plan plan;
  Session session = open_session(machine, plan, {}, stop);
  EXPECT_EQ(measure_disk(session, {1.0}).front().status, core::Status::Unsupported);
}

TEST(SliceRates, DividesEqualBytesByTheTimeBetweenTheirEnds) {
  EXPECT_EQ(slice_rates({4, 0, 1, 2, 5}, 2, {12}), (std::vector<double>{12 / 2.0, 12 / 3.0}));
  EXPECT_TRUE(slice_rates({0, 1}, 2, {12}).empty());
}

}  // namespace
}  // namespace probellm::bench
