#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/result.h"

namespace probellm::gguf {

/// Why a file with those first bytes is no GGUF file, naming what it looks like instead; nothing where it
/// begins as one does.
std::optional<core::Error> why_no_gguf(std::span<const std::byte> bytes);

}  // namespace probellm::gguf
