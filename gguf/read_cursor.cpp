#include "gguf/read_cursor.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace probellm::gguf {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is little-endian, and so must the reader be");

constexpr std::size_t kShown = 80;

}  // namespace

std::string shown(const std::string& name) {
  std::string text = core::without_controls(name.substr(0, kShown));
  std::ranges::replace_if(
      text, [](unsigned char c) { return c > 0x7e; }, '?');
  return name.size() > kShown ? text + "..." : text;
}

std::string ReadCursor::text(std::uint64_t keep) {
  const auto length = number<std::uint64_t>();
  if (!want(length)) return {};
  std::string kept(std::min(length, keep), '\0');
  if (!kept.empty()) std::memcpy(kept.data(), &bytes_[at_ - length], kept.size());
  return kept;
}

void ReadCursor::skip(std::uint64_t count, std::uint64_t size) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  want(count > kMost / size ? kMost : count * size);
}

void ReadCursor::fail(core::ErrorKind kind, const std::string& what) {
  if (!error_) error_ = core::Error{kind, reading_ + ", byte " + std::to_string(at_) + ": " + what};
}

bool ReadCursor::want(std::uint64_t count) {
  if (error_) return false;
  if (count <= left()) {
    at_ += count;
    wanted_ = at_;
    return true;
  }
  fail(core::ErrorKind::Malformed, "the file ends after " + std::to_string(left()) + " bytes, where " +
                                       std::to_string(count) + " were expected");
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  wanted_ = count > kMost - at_ ? kMost : at_ + count;
  return false;
}

}  // namespace probellm::gguf
