#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/plain_text.h"
#include "core/units.h"
#include "gguf/read_header.h"
#include "gguf/read_parse.h"

namespace probellm::gguf {
namespace {

using core::Error;
using core::ErrorKind;

constexpr std::uint64_t kFirstRead = core::kMiB;
constexpr std::uint64_t kGrowth = 4;
constexpr std::uint64_t kMostHeader = 256 * core::kMiB;

struct Descriptor {
  int number = -1;
  explicit Descriptor(const char* path) : number(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

Error failure(int number) {
  const ErrorKind kind = number == EACCES || number == EPERM     ? ErrorKind::PermissionDenied
                         : number == ENOENT || number == ENOTDIR ? ErrorKind::NotFound
                                                                 : ErrorKind::Failed;
  return {kind, std::strerror(number)};
}

/// Appends the file's bytes up to `size`, fewer where it ends before.
core::Result<std::uint64_t> read_up_to(int descriptor, std::uint64_t size, std::vector<std::byte>& bytes) {
  std::uint64_t at = bytes.size();
  bytes.resize(size);
  while (at < size) {
    const ssize_t got = ::pread(descriptor, &bytes[at], size - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(errno);
    if (got == 0) break;
    at += static_cast<std::uint64_t>(got);
  }
  bytes.resize(at);
  return at;
}

core::Result<Header> read_growing(int descriptor, std::uint64_t file_size) {
  const std::uint64_t most = std::min(file_size, kMostHeader);
  std::vector<std::byte> bytes;
  for (std::uint64_t size = std::min(kFirstRead, most);;) {
    if (const auto got = read_up_to(descriptor, size, bytes); !got) return got.error();
    ParsedHeader parsed = parse_header(bytes);
    if (parsed.bytes_wanted <= bytes.size() || bytes.size() < size || parsed.bytes_wanted > file_size)
      return std::move(parsed.header);
    if (parsed.bytes_wanted > kMostHeader)
      return Error{ErrorKind::Unsupported, "its header is longer than 256 MiB"};
    size = std::min(most, std::max(size * kGrowth, parsed.bytes_wanted));
  }
}

}  // namespace

core::Result<Header> read_file_header(const std::string& path) {
  const auto named = [&path](const Error& error) {
    return Error{error.kind, core::without_controls(path) + ": " + error.what};
  };
  const Descriptor file(path.c_str());
  if (file.number < 0) return named(failure(errno));
  struct stat status {};
  if (::fstat(file.number, &status) != 0) return named(failure(errno));
  if (!S_ISREG(status.st_mode)) return named({ErrorKind::Malformed, "not a file that holds data"});
  auto header = read_growing(file.number, static_cast<std::uint64_t>(status.st_size));
  if (!header) return named(header.error());
  return header;
}

}  // namespace probellm::gguf
