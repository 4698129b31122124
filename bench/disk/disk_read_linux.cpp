#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "bench/clock.h"
#include "bench/disk/disk_read.h"
#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr core::Bytes kLeastSlice{64 * core::kMiB};
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
  int descriptor = -1;
  std::int64_t offset = 0;
};

// Deals blocks to readers in order and keeps the moments at which they were complete.
class Queue {
 public:
  Queue(const ReadPlan& plan, int readers, const std::atomic<bool>& stop)
      : plan_(plan),
        readers_(static_cast<std::size_t>(readers)),
        stop_(stop),
        start_(monotonic_now()),
        files_(plan.files.size()) {}

  // The next block of a file that is still there; without a descriptor where the reading is over.
  Block next() {
    const std::lock_guard lock(mutex_);
    while (!stop_ && error_ == 0 && dealt_ < plan_.blocks.size() && monotonic_now() - start_ < plan_.time) {
      const FileBlock& block = plan_.blocks[dealt_++];
      const OpenFile& file = opened(block.file);
      if (file.descriptor >= 0) return {file.descriptor, block.offset};
      if (file.open_errno == EINVAL) error_ = EINVAL;
    }
    return {};
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
    const std::size_t slice = blocks_in_slice(moments_.size());
    const auto bytes_of = [&](std::size_t blocks) { return plan_.block * static_cast<std::int64_t>(blocks); };
    std::vector<double> moments = moments_;
    moments.push_back(start_.value);
    const auto is_open = [](const auto& file) { return file && file->descriptor >= 0; };
    return DiskReading{bytes_of(moments_.size()),
                       static_cast<int>(std::count_if(files_.begin(), files_.end(), is_open)),
                       bytes_of(slice), slice_rates(std::move(moments), slice, bytes_of(slice))};
  }

 private:
  // Readers that began together end together, so a slice holds equally many blocks of each.
  std::size_t blocks_in_slice(std::size_t blocks) const {
    const auto least = static_cast<std::size_t>(kLeastSlice.value / plan_.block.value);
    return (std::max({least, blocks / kMostSlices, std::size_t{1}}) + readers_ - 1) / readers_ * readers_;
  }

  const OpenFile& opened(std::size_t file) {
    if (!files_[file]) files_[file] = std::make_unique<const OpenFile>(plan_.files[file]);
    return *files_[file];
  }

  const ReadPlan& plan_;
  const std::size_t readers_;
  const std::atomic<bool>& stop_;
  const core::Seconds start_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<const OpenFile>> files_;
  std::size_t dealt_ = 0;
  int error_ = 0;
  std::vector<double> moments_;
};

// 0 where the whole block was read, else why not; a file that shrank meanwhile counts as an error of the
// disk.
int read_block(const Block& block, std::byte* buffer, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        pread(block.descriptor, buffer + done, size - done, block.offset + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? errno : EIO;
    done += static_cast<std::size_t>(got);
  }
  return 0;
}

}  // namespace

std::vector<double> slice_rates(std::vector<double> moments, std::size_t blocks_in_slice,
                                core::Bytes bytes_in_slice) {
  std::sort(moments.begin(), moments.end());
  std::vector<double> rates;
  for (std::size_t i = blocks_in_slice; i < moments.size(); i += blocks_in_slice)
    rates.push_back((bytes_in_slice / core::Seconds{moments[i] - moments[i - blocks_in_slice]}).value);
  return rates;
}

core::Result<DiskReading> read_blocks(const ReadPlan& plan, ThreadTeam& readers,
                                      const std::atomic<bool>& stop) {
  auto buffers = Mapping::make(plan.block * readers.size());
  if (!buffers) return buffers.error();
  const auto size = static_cast<std::size_t>(plan.block.value);
  Queue queue(plan, readers.size(), stop);
  readers.run(readers.size(), [&](int reader) {
    std::byte* buffer = buffers->data() + size * static_cast<std::size_t>(reader);
    for (Block block = queue.next(); block.descriptor >= 0; block = queue.next())
      queue.complete(read_block(block, buffer, size));
  });
  return queue.result();
}

}  // namespace probellm::bench
