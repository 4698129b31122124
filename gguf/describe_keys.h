#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "gguf/read_header.h"

namespace probellm::gguf {

/// Looks up an architecture's keys in a model's metadata; the first that is missing or out of bounds is kept
/// as the error.
class ArchitectureKeys {
 public:
  ArchitectureKeys(const HeaderMetadata& metadata, std::string architecture)
      : metadata_(metadata), architecture_(std::move(architecture)) {}

  /// A whole number from 0 to `most`, 0 where the key is missing.
  std::int64_t optional(std::string_view key, std::int64_t most);
  /// A whole number from 1 to `most`.
  std::int64_t required(std::string_view key, std::int64_t most);
  /// One number for each layer, each from 0 to `most`, of an array or one that holds for all; none where the
  /// key is missing.
  std::vector<std::int64_t> by_layer(std::string_view key, std::int64_t layers, std::int64_t most);
  /// The length and the kept numbers of an array, or nullptr.
  const HeaderArray* array(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// Says what was expected of a key.
  void expected(std::string_view key, const std::string& what);

  const std::optional<core::Error>& error() const { return error_; }

 private:
  const HeaderValue* find(std::string_view key) const;

  const HeaderMetadata& metadata_;
  std::string architecture_;
  std::optional<core::Error> error_;
};

/// A text of the metadata, or an empty one.
std::string text_of(const HeaderMetadata& metadata, std::string_view key);

}  // namespace probellm::gguf
