#pragma once

#include <string_view>

#include "core/result.h"
#include "profiles/toml.h"

namespace probellm::profiles {

/// The table of a TOML text; Malformed with file and line.
core::Result<toml::table> parse_toml(std::string_view text, std::string_view file);

}  // namespace probellm::profiles
