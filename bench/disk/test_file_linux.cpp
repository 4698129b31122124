#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>

#include "bench/clock.h"
#include "bench/disk/disk_read.h"
#include "bench/disk/test_file.h"
#include "bench/memory/fill.h"
#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kTimesTheRoom = 2;

core::Error failure(const std::string& path) {
  return {core::ErrorKind::Failed, "can't write " + path + ": " + std::strerror(errno)};
}

// Why the file must not be written; nothing where it may be.
std::optional<core::Error> objection(const DiskTestFile& wanted) {
  if (wanted.size < kLeastTestFile)
    return core::Error{core::ErrorKind::Malformed, "a test file must have at least 128 MiB"};
  const fs::path folder = fs::path(wanted.path).has_parent_path() ? fs::path(wanted.path).parent_path() : ".";
  struct statfs room {};
  if (statfs(folder.c_str(), &room) != 0) return failure(wanted.path);
  if (room.f_type == TMPFS_MAGIC || room.f_type == RAMFS_MAGIC)
    return core::Error{core::ErrorKind::Unsupported, folder.string() + " is memory, not a disk"};
  const std::int64_t free = static_cast<std::int64_t>(room.f_bavail) * room.f_bsize;
  if (free / kTimesTheRoom < wanted.size.value)
    return core::Error{core::ErrorKind::Unsupported,
                       "the disk of " + wanted.path + " hasn't twice the test file's size free"};
  return std::nullopt;
}

// False where the kernel refuses, with errno.
bool write_block(int descriptor, const std::byte* block) {
  const auto size = static_cast<std::size_t>(kDiskBlock.value);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t put = ::write(descriptor, block + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    done += static_cast<std::size_t>(put);
  }
  return true;
}

}  // namespace

core::Result<TestFile> TestFile::write(const DiskTestFile& wanted, core::Seconds time,
                                       const std::atomic<bool>& stop) {
  if (auto error = objection(wanted)) return std::move(*error);
  const auto block = Mapping::make(kDiskBlock);
  if (!block) return block.error();
  TestFile test;
  test.descriptor_ = open(wanted.path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (test.descriptor_ < 0 && errno == EEXIST)
    return core::Error{core::ErrorKind::Malformed, wanted.path + " exists: name a test file that doesn't"};
  if (test.descriptor_ < 0 || unlink(wanted.path.c_str()) != 0) return failure(wanted.path);
  // Past the page cache, so that the time is the disk's and nothing else loses its place in memory.
  if (fcntl(test.descriptor_, F_SETFL, O_DIRECT) != 0)
    return core::Error{core::ErrorKind::Unsupported,
                       "the filesystem of " + wanted.path +
                           " has no direct reads (O_DIRECT), and others would time "
                           "the page cache"};
  const core::Seconds deadline = monotonic_now() + time;
  auto* words = reinterpret_cast<std::uint64_t*>(block->data());
  std::uint64_t seed = 1;
  while (test.file_.size + kDiskBlock <= wanted.size && !stop && monotonic_now() < deadline) {
    fill(words, seed++ << 40, 0, static_cast<std::size_t>(kDiskBlock.value) / 8);
    if (!write_block(test.descriptor_, block->data())) return failure(wanted.path);
    test.file_.size += kDiskBlock;
  }
  if (fdatasync(test.descriptor_) != 0) return failure(wanted.path);
  test.file_.path = "/proc/self/fd/" + std::to_string(test.descriptor_);
  return test;
}

TestFile::~TestFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

TestFile& TestFile::operator=(TestFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(file_, other.file_);
  return *this;
}

}  // namespace probellm::bench
