#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>

#include "bench/memory/file_mapping.h"

namespace probellm::bench {
namespace {

constexpr std::time_t kSettled = 10 * 60;

core::Error failure(const std::filesystem::path& path) {
  return {core::ErrorKind::Failed, "can't map " + path.string() + ": " + std::strerror(errno)};
}

struct Descriptor {
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  int number;
};

}  // namespace

core::Result<FileMapping> FileMapping::make(const std::filesystem::path& path, core::Bytes size) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status {};
  if (file.number < 0 || fstat(file.number, &status) != 0) return failure(path);
  if (std::time(nullptr) - status.st_mtime < kSettled)
    return core::Error{core::ErrorKind::Unsupported,
                       path.string() + " was written to in the last ten minutes: repeat later"};
  FileMapping mapping;
  mapping.size_ = {std::min<std::int64_t>(size.value, status.st_size)};
  if (mapping.size_ <= core::Bytes{})
    return core::Error{core::ErrorKind::NotFound, path.string() + " is empty"};
  void* start =
      mmap(nullptr, static_cast<std::size_t>(mapping.size_.value), PROT_READ, MAP_SHARED, file.number, 0);
  if (start == MAP_FAILED) return failure(path);
  mapping.mapped_ = start;
  return mapping;
}

FileMapping::~FileMapping() {
  if (mapped_ != nullptr) munmap(mapped_, static_cast<std::size_t>(size_.value));
}

FileMapping& FileMapping::operator=(FileMapping&& other) noexcept {
  std::swap(mapped_, other.mapped_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace probellm::bench
