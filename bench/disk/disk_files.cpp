#include "bench/disk/disk_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string_view>
#include <system_error>
#include <tuple>

#include "bench/clock.h"

namespace probellm::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kNotOnDisk = {"/proc", "/sys", "/dev", "/run"};

std::optional<struct stat> status_of(const fs::path& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

// A hole is read without the disk, so a file that takes much less than its size doesn't count.
bool is_sparse(const struct stat& status) { return status.st_blocks * 512 < status.st_size / 10 * 9; }

bool is_weights(const DiskFile& file) {
  const fs::path extension = file.path.extension();
  return extension == ".gguf" || extension == ".safetensors";
}

bool is_on_disk(const fs::path& directory) {
  return std::find(kNotOnDisk.begin(), kNotOnDisk.end(), directory.native()) == kNotOnDisk.end();
}

class Search {
 public:
  Search(const fs::path& root, const SearchBounds& bounds)
      : bounds_(bounds), deadline_(monotonic_now() + bounds.time), directories_{root} {
    struct stat status {};
    if (stat(root.c_str(), &status) == 0) device_ = status.st_dev;
  }

  std::vector<DiskFile> run() {
    while (!directories_.empty() && !is_over()) {
      const fs::path directory = directories_.front();
      directories_.pop_front();
      look_into(directory);
    }
    return std::move(found_);
  }

 private:
  bool is_over() const { return entries_ >= bounds_.entries || monotonic_now() >= deadline_; }

  void look_into(const fs::path& directory) {
    std::error_code error;
    fs::directory_iterator entry(directory, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::directory_iterator() && !is_over(); entry.increment(error)) {
      ++entries_;
      consider(entry->path());
    }
  }

  void consider(const fs::path& path) {
    const auto status = status_of(path);
    if (!status || status->st_dev != device_) return;
    if (S_ISDIR(status->st_mode) && is_on_disk(path)) directories_.push_back(path);
    if (!S_ISREG(status->st_mode) || status->st_size < bounds_.least_size.value || is_sparse(*status)) return;
    if (access(path.c_str(), R_OK) == 0) found_.push_back({path, {status->st_size}});
  }

  const SearchBounds bounds_;
  const core::Seconds deadline_;
  dev_t device_{};
  int entries_ = 0;
  std::deque<fs::path> directories_;
  std::vector<DiskFile> found_;
};

}  // namespace

std::vector<DiskFile> find_large_files(const fs::path& root, const SearchBounds& bounds) {
  auto files = Search(root, bounds).run();
  std::sort(files.begin(), files.end(), [](const DiskFile& a, const DiskFile& b) {
    return std::tuple(is_weights(a), a.size.value) > std::tuple(is_weights(b), b.size.value);
  });
  return files;
}

}  // namespace probellm::bench
