#include "gguf/writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "gguf/blocks.h"
#include "gguf/header.h"

namespace probellm::gguf {
namespace {

using core::Bytes;
using core::Error;
using core::ErrorKind;
using MaybeError = std::optional<Error>;

constexpr std::uint64_t kSeed = 0x9e3779b97f4a7c15;  // any number but 0
constexpr std::size_t kBlocksAtOnce = 8192;
constexpr float kOne = 1.0F;

Error failure(const char* doing, int number) {
  const ErrorKind kind = number == EACCES || number == EPERM ? ErrorKind::PermissionDenied
                         : number == ENOENT                  ? ErrorKind::NotFound
                                                             : ErrorKind::Failed;
  return {kind, std::string(doing) + ": " + std::strerror(number)};
}

MaybeError write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure("writing weights failed", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

struct Stream {
  int descriptor;
  const std::atomic<bool>& stop;
  std::uint64_t random = kSeed;
  std::vector<std::byte> buffer{};
};

void fill(const Tensor& tensor, std::uint64_t& random, std::span<std::byte> bytes) {
  switch (tensor.fill) {
    case Fill::Random:
      fill_blocks(*find_layout(tensor.type.id), random, bytes);
      return;
    case Fill::Zeros:
      std::ranges::fill(bytes, std::byte{0});
      return;
    case Fill::Ones:
      for (std::size_t at = 0; at < bytes.size(); at += sizeof kOne)
        std::memcpy(&bytes[at], &kOne, sizeof kOne);
      return;
  }
}

MaybeError write_tensor(Stream& stream, const Tensor& tensor) {
  const auto bytes = static_cast<std::size_t>(stored_bytes(tensor).value);
  const std::size_t chunk = kBlocksAtOnce * static_cast<std::size_t>(tensor.type.bytes);
  for (std::size_t at = 0; at < bytes; at += chunk) {
    if (stream.stop) return Error{ErrorKind::Failed, "writing weights was stopped"};
    stream.buffer.resize(std::min(chunk, bytes - at));
    fill(tensor, stream.random, stream.buffer);
    if (auto error = write_all(stream.descriptor, stream.buffer)) return error;
  }
  stream.buffer.assign(padding_after(bytes), std::byte{0});
  return write_all(stream.descriptor, stream.buffer);
}

}  // namespace

core::Result<Bytes> write_into(int descriptor, const File& file, const std::atomic<bool>& stop) {
  const auto head = header(file);
  if (!head) return head.error();
  if (const auto error = write_all(descriptor, std::as_bytes(std::span(*head)))) return *error;
  Stream stream{descriptor, stop};
  std::size_t total = head->size();
  for (const Tensor& tensor : file.tensors) {
    if (const auto error = write_tensor(stream, tensor)) return *error;
    const auto bytes = static_cast<std::size_t>(stored_bytes(tensor).value);
    total += bytes + padding_after(bytes);
  }
  return Bytes{static_cast<std::int64_t>(total)};
}

core::Result<Bytes> write_new(const std::string& path, const File& file, const std::atomic<bool>& stop) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) return failure(("cannot create " + path).c_str(), errno);
  core::Result<Bytes> written = write_into(descriptor, file, stop);
  const int closed = ::close(descriptor);
  if (written.ok() && closed != 0) written = failure("closing the file failed", errno);
  if (!written.ok()) ::unlink(path.c_str());
  return written;
}

}  // namespace probellm::gguf
