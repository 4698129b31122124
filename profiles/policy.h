#pragma once

#include <string>
#include <string_view>

#include "core/check.h"
#include "core/result.h"

namespace probellm::profiles {

/// The rules of a policy's TOML, what they require not yet read; Malformed with file, line and key.
core::Result<core::Policy> read_policy(std::string_view file, std::string_view text);

}  // namespace probellm::profiles
