#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/result.h"

namespace probellm::gguf {

/// An array of a file's metadata: its length, and its values where they are at most 1024 whole numbers or
/// flags.
struct HeaderArray {
  std::uint64_t length = 0;
  std::vector<std::int64_t> numbers;
};

/// A value of a file's metadata; whole numbers above 2^63 become doubles, texts keep their first 64 KiB.
using HeaderValue = std::variant<std::int64_t, double, bool, std::string, HeaderArray>;

/// Values by their keys.
using HeaderMetadata = std::map<std::string, HeaderValue, std::less<>>;

/// A tensor as a header describes it: shape in elements, the fastest dimension first and at least one;
/// `offset` in bytes from where the weights begin.
struct HeaderTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::uint32_t ggml_number = 0;
  std::uint64_t offset = 0;
};

/// What stands before the weights of a GGUF file; they begin at `data_start`.
struct Header {
  std::uint32_t version = 0;
  HeaderMetadata metadata;
  std::vector<HeaderTensor> tensors;
  std::uint64_t data_start = 0;
  std::uint64_t alignment = 0;
};

/// Reads the header that those bytes begin with, of GGUF version 2 or 3. Unsupported where they are another
/// version or format, Malformed where something of it is wrong or missing; the error says at which byte, key
/// or tensor, and what was expected.
core::Result<Header> read_header(std::span<const std::byte> bytes);

/// The same from a file, of which it reads not much more than the header; NotFound or PermissionDenied where
/// it can't be opened, Unsupported where the header exceeds 256 MiB. Errors name the file.
core::Result<Header> read_file_header(const std::string& path);

}  // namespace probellm::gguf
