#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "core/plain_text.h"
#include "core/result.h"

namespace probellm::gguf {

/// A place in foreign bytes that moves on as they are read. The first error stays; after it every number is 0
/// and every text empty.
class ReadCursor {
 public:
  explicit ReadCursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  /// Takes a little-endian number.
  template <class Number>
  Number number() {
    static_assert(std::is_arithmetic_v<Number>);
    Number value{};
    if (want(sizeof value)) std::memcpy(&value, &bytes_[at_ - sizeof value], sizeof value);
    return value;
  }

  /// Takes a text behind its length, of which at most `keep` bytes are given.
  std::string text(std::uint64_t keep);

  /// Passes over `count` things of `size` bytes.
  void skip(std::uint64_t count, std::uint64_t size);

  /// Names what is read from here on, for errors.
  void name(std::string what) { reading_ = std::move(what); }

  /// Records an error at this place, unless there is one already.
  void fail(core::ErrorKind kind, const std::string& what);

  const std::optional<core::Error>& error() const { return error_; }
  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return bytes_.size() - at_; }
  /// The bytes from the start that were asked for; more than there are where they end early.
  std::uint64_t wanted() const { return wanted_; }

 private:
  bool want(std::uint64_t count);

  std::span<const std::byte> bytes_;
  std::uint64_t at_ = 0;
  std::uint64_t wanted_ = 0;
  std::string reading_ = "the file's start";
  std::optional<core::Error> error_;
};

/// A name from a file as an error may show it: short and without control characters.
std::string shown(const std::string& name);

}  // namespace probellm::gguf
