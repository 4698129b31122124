#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "gguf/file.h"

namespace probellm::gguf {

/// Each tensor begins at a multiple of this many bytes, counted from the first (GGUF's general.alignment
/// where none is given).
inline constexpr std::size_t kAlignment = 32;

/// The general.alignment of what is written here: a line of a cache. Where a mapped file's tensors begin in
/// the midst of one, llama.cpp gets through bf16 and f32 a quarter more slowly with AVX-512, which the chance
/// of a header's length decides.
inline constexpr std::size_t kWrittenAlignment = 64;

/// The bytes that must follow `size` bytes to reach kWrittenAlignment.
std::size_t padding_after(std::size_t size);

/// All that stands before the weights in a GGUF file of version 3, padded, with general.alignment first;
/// Unsupported where GGUF lacks a tensor's type, Malformed where a tensor's rows aren't whole blocks of it.
core::Result<std::string> header(const File& file);

}  // namespace probellm::gguf
