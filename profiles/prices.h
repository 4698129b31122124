#pragma once

#include <string_view>

#include "core/prices.h"
#include "core/result.h"

namespace probellm::profiles {

/// Reads a list of prices: `currency` and the table `prices` from names of parts to what one costs. Malformed
/// with file, line and what was expected.
core::Result<core::Prices> parse_prices(std::string_view text, std::string_view file);

}  // namespace probellm::profiles
