#include "bench/disk/test_file.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>

#include "bench/disk/disk_row.h"
#include "tests/bench/folder.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

namespace fs = std::filesystem;
using core::kMiB;

class TestFileTest : public FolderTest {
 protected:
  core::Result<TestFile> written(core::Bytes size, core::Seconds time) const {
    const std::atomic<bool> stop{false};
    return TestFile::write({folder_ + "/test", size}, time, stop);
  }
  bool folder_is_empty() const { return fs::is_empty(folder_); }
};

TEST_F(TestFileTest, LeavesAFileThatExistsAsItIs) {
  write("test", kMiB);
  const auto file = written({128 * kMiB}, {60});
  ASSERT_FALSE(file.ok());
  if (file.error().kind == core::ErrorKind::Unsupported) GTEST_SKIP() << file.error().what;
  EXPECT_NE(file.error().what.find("exists"), std::string::npos) << file.error().what;
  EXPECT_EQ(fs::file_size(folder_ + "/test"), static_cast<std::uintmax_t>(kMiB));
}

TEST_F(TestFileTest, RefusesADiskWithoutTwiceTheRoom) {
  const auto file = written({std::int64_t{1} << 60}, {60});
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().kind, core::ErrorKind::Unsupported);
  EXPECT_TRUE(folder_is_empty());
}

TEST_F(TestFileTest, RefusesASizeThatSaysNothing) {
  EXPECT_EQ(written({8 * kMiB}, {60}).error().kind, core::ErrorKind::Malformed);
  EXPECT_TRUE(folder_is_empty());
}

TEST_F(TestFileTest, SaysWhyAFolderThatIsMissingCannotHoldIt) {
  const std::atomic<bool> stop{false};
  const auto file = TestFile::write({folder_ + "/missing/test", {128 * kMiB}}, {60}, stop);
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.error().what.find("missing/test"), std::string::npos);
}

TEST_F(TestFileTest, HasNoNameFromTheStartSoThatNoEndLeavesIt) {
  const auto file = written({128 * kMiB}, {0});
  if (!file && file.error().kind == core::ErrorKind::Unsupported) GTEST_SKIP() << file.error().what;
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(folder_is_empty());
  EXPECT_EQ(file->file().size.value, 0);
}

TEST_F(TestFileTest, IsWrittenReadAndGone) {
  auto machine = machine_of(cpus_here(), {2048 * kMiB}, {32 * kMiB});
  const std::atomic<bool> stop{false};
  Plan plan;
  plan.depth = Depth::Full;
  plan.disk_test_file = DiskTestFile{folder_ + "/test", {136 * kMiB}};
  Session session = open_session(machine, plan, {}, stop);
  const auto rows = measure_disk(session, {20});
  if (rows.front().status == core::Status::Unsupported) GTEST_SKIP() << rows.front().reason;
  EXPECT_EQ(rows.front().status, core::Status::Ok) << rows.front().reason;
  EXPECT_EQ(rows.front().device, folder_ + "/test");
  EXPECT_EQ(rows.front().variant, "O_DIRECT, 136 MiB of the test file");
  EXPECT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows.back().id, core::kDiskReadRandom);
  EXPECT_EQ(rows.back().at.at("block_bytes"), static_cast<double>(kMiB));
  EXPECT_TRUE(folder_is_empty());
}

}  // namespace
}  // namespace probellm::bench
