#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace probellm::app {

/// Why a file can't be written there, as far as its folder tells.
std::optional<core::Error> refusal_of_file(const std::string& file);

/// Writes a file beside its place and renames it, so that nobody reads half of it; what isn't a plain file is
/// written as it is. The failure, or none.
std::optional<core::Error> write_file(const std::string& file, std::string_view text);

}  // namespace probellm::app
