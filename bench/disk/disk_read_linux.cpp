#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>

#include "bench/clock.h"
#include "bench/disk/disk_read.h"
#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr std::size_t kLeastBlocksInSlice = 8;
constexpr std::size_t kMostSlices = 32;

struct OpenFile {
  explicit OpenFile(const DiskFile& file)
      : descriptor(open(file.path.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC)),
        open_errno(descriptor < 0 ? errno : 0) {}
  ~OpenFile() {
    if (descriptor >= 0) close(descriptor);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor;
  int open_errno;
};

struct Block {
  std::shared_ptr<const OpenFile> file;
  std::int64_t offset = 0;
};

// Deals blocks to readers in order and keeps the moments at which they were complete.
class Queue {
 public:
  Queue(std::span<const DiskFile> files, const ReadBounds& bounds, const std::atomic<bool>& stop)
      : files_(files), bounds_(bounds), stop_(stop), start_(monotonic_now()) {}

  // The next block, without a file where the reading is over.
  Block next() {
    const std::lock_guard lock(mutex_);
    if (stop_ || error_ != 0 || dealt_ + kDiskBlock > bounds_.bytes ||
        monotonic_now() - start_ >= bounds_.time)
      return {};
    while (file_ == nullptr || offset_ + kDiskBlock.value > files_[opened_ - 1].size.value)
      if (!open_next()) return {};
    const Block block{file_, offset_};
    offset_ += kDiskBlock.value;
    dealt_ += kDiskBlock;
    return block;
  }

  void complete(int error) {
    const double moment = monotonic_now().value;
    const std::lock_guard lock(mutex_);
    if (error == 0) moments_.push_back(moment);
    if (error != 0) error_ = error;
  }

  core::Result<DiskReading> result() const {
    if (error_ == EINVAL || error_ == EOPNOTSUPP)
      return core::Error{
          core::ErrorKind::Unsupported,
          "this filesystem has no direct reads (O_DIRECT), and others would time the page cache"};
    if (error_ != 0)
      return core::Error{core::ErrorKind::Failed, std::string("can't read: ") + std::strerror(error_)};
    const std::size_t slice = std::max(kLeastBlocksInSlice, moments_.size() / kMostSlices);
    const auto bytes_of = [](std::size_t blocks) { return kDiskBlock * static_cast<std::int64_t>(blocks); };
    std::vector<double> moments = moments_;
    moments.push_back(start_.value);
    return DiskReading{bytes_of(moments_.size()), static_cast<int>(opened_), bytes_of(slice),
                       slice_rates(std::move(moments), slice)};
  }

 private:
  // Opens the next file that is still there; false where there is none, or none can be read directly.
  bool open_next() {
    while (opened_ < files_.size()) {
      file_ = std::make_shared<const OpenFile>(files_[opened_++]);
      offset_ = 0;
      if (file_->descriptor >= 0) return true;
      if (file_->open_errno == EINVAL) error_ = EINVAL;
      if (error_ != 0) return false;
    }
    return false;
  }

  const std::span<const DiskFile> files_;
  const ReadBounds bounds_;
  const std::atomic<bool>& stop_;
  const core::Seconds start_;
  std::mutex mutex_;
  std::shared_ptr<const OpenFile> file_;
  std::size_t opened_ = 0;
  std::int64_t offset_ = 0;
  core::Bytes dealt_;
  int error_ = 0;
  std::vector<double> moments_;
};

// 0 where the whole block was read, else why not; a file that shrank meanwhile counts as an error of the
// disk.
int read_block(const Block& block, std::byte* buffer) {
  const auto size = static_cast<std::size_t>(kDiskBlock.value);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        pread(block.file->descriptor, buffer + done, size - done, block.offset + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? errno : EIO;
    done += static_cast<std::size_t>(got);
  }
  return 0;
}

}  // namespace

std::vector<double> slice_rates(std::vector<double> moments, std::size_t blocks_in_slice) {
  std::sort(moments.begin(), moments.end());
  const double bytes = static_cast<double>(kDiskBlock.value) * static_cast<double>(blocks_in_slice);
  std::vector<double> rates;
  for (std::size_t i = blocks_in_slice; i < moments.size(); i += blocks_in_slice)
    rates.push_back(bytes / (moments[i] - moments[i - blocks_in_slice]));
  return rates;
}

core::Result<DiskReading> read_files(std::span<const DiskFile> files, const ReadBounds& bounds,
                                     ThreadTeam& readers, const std::atomic<bool>& stop) {
  auto buffers = Mapping::make(kDiskBlock * readers.size());
  if (!buffers) return buffers.error();
  Queue queue(files, bounds, stop);
  readers.run(readers.size(), [&](int reader) {
    std::byte* buffer = buffers->data() + kDiskBlock.value * reader;
    for (Block block = queue.next(); block.file; block = queue.next())
      queue.complete(read_block(block, buffer));
  });
  return queue.result();
}

}  // namespace probellm::bench
