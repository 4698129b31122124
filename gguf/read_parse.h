#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/result.h"
#include "gguf/read_header.h"

namespace probellm::gguf {

/// A header, or why it could not be read; `bytes_wanted` is above the bytes there were if more of them may
/// help.
struct ParsedHeader {
  core::Result<Header> header;
  std::uint64_t bytes_wanted = 0;
};

/// Reads a header from the first bytes of a file.
ParsedHeader parse_header(std::span<const std::byte> bytes);

}  // namespace probellm::gguf
