#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/units.h"

namespace probellm::bench {

/// A test with a folder of its own, gone at its end.
class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "probellm_bench_XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, std::int64_t bytes) {
    std::filesystem::create_directories((std::filesystem::path(folder_) / name).parent_path());
    const int file = open((folder_ + "/" + name).c_str(), O_CREAT | O_WRONLY, 0600);
    ASSERT_GE(file, 0);
    const std::vector<char> block(static_cast<std::size_t>(core::kMiB), 'x');
    for (std::int64_t done = 0; done < bytes; done += core::kMiB)
      ASSERT_EQ(::write(file, block.data(), block.size()), static_cast<ssize_t>(block.size()));
    fsync(file);
    close(file);
  }

  std::string folder_;
};

}  // namespace probellm::bench
