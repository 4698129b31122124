#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/disk/disk_files.h"
#include "bench/disk/disk_read.h"
#include "bench/disk/disk_row.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

namespace fs = std::filesystem;
using core::kMiB;

// A folder of its own for each test, gone at its end.
class DiskTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "probellm_disk_XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::int64_t bytes) {
    fs::create_directories((fs::path(folder_) / name).parent_path());
    const int file = open((folder_ + "/" + name).c_str(), O_CREAT | O_WRONLY, 0600);
    ASSERT_GE(file, 0);
    const std::vector<char> block(static_cast<std::size_t>(kMiB), 'x');
    for (std::int64_t done = 0; done < bytes; done += kMiB)
      ASSERT_EQ(::write(file, block.data(), block.size()), static_cast<ssize_t>(block.size()));
    fsync(file);
    close(file);
  }

  std::vector<std::string> names(const SearchBounds& bounds) const {
    std::vector<std::string> names;
    for (const DiskFile& file : find_large_files(folder_, bounds)) names.push_back(file.path.filename());
    return names;
  }

  // No limit but one of size, so that a slow disk changes nothing.
  static SearchBounds from(core::Bytes least_size) { return {1000, {60}, least_size}; }

  std::string folder_;
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
  const auto reading = read_files(files, {{60}, {1024 * kMiB}}, *team.value(), stop);
  if (!reading && reading.error().kind == core::ErrorKind::Unsupported) GTEST_SKIP() << reading.error().what;
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading->bytes.value, 24 * kMiB);
  EXPECT_EQ(reading->files, 2);
  EXPECT_TRUE(reading->samples.empty());
}

TEST_F(DiskTest, ReadsNoMoreThanItsBytes) {
  write("one", 24 * kMiB);
  const auto files = find_large_files(folder_, from({8 * kMiB}));
  const auto team = ThreadTeam::start(std::vector<int>(2, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  const std::atomic<bool> stop{false};
  const auto reading = read_files(files, {{60}, {16 * kMiB}}, *team.value(), stop);
  if (!reading && reading.error().kind == core::ErrorKind::Unsupported) GTEST_SKIP() << reading.error().what;
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading->bytes.value, 16 * kMiB);
}

TEST_F(DiskTest, SaysWhatToDoWhereNoLargeFileIs) {
  write("small", kMiB);
  auto machine = machine_of(cpus_here(), {1024 * kMiB}, {32 * kMiB});
  machine.disks.push_back({folder_, "", "ext4", {}, {}, {}});
  const std::atomic<bool> stop{false};
  const Plan plan;
  Session session = open_session(machine, plan, {}, stop);
  const core::Measurement row = measure_disk_read(session, {1.0});
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
  EXPECT_EQ(measure_disk_read(session, {1.0}).status, core::Status::Unsupported);
}

TEST(SliceRates, DividesEqualBytesByTheTimeBetweenTheirEnds) {
  const double block = static_cast<double>(kDiskBlock.value);
  EXPECT_EQ(slice_rates({4, 0, 1, 2, 5}, 2), (std::vector<double>{2 * block / 2, 2 * block / 3}));
  EXPECT_TRUE(slice_rates({0, 1}, 2).empty());
}

}  // namespace
}  // namespace probellm::bench
