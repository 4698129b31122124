#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "gguf/file.h"

namespace probellm::gguf {

/// Each tensor begins at a multiple of this many bytes, counted from the first (GGUF's general.alignment
/// where none is given).
inline constexpr std::size_t kAlignment = 32;

/// The bytes that must follow `size` bytes to reach the alignment.
std::size_t padding_after(std::size_t size);

/// All that stands before the weights in a GGUF file of version 3, padded; Unsupported where GGUF lacks a
/// tensor's type, Malformed where a tensor's rows aren't whole blocks of it.
core::Result<std::string> header(const File& file);

}  // namespace probellm::gguf
