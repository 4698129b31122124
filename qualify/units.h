#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/check.h"

namespace probellm::qualify {

/// How many base units a unit is of that dimension, "" for none; absent where it isn't one.
std::optional<double> scale_of(core::Dimension dimension, std::string_view unit);

/// The units of a dimension with commas between; empty where it has none.
std::string units_of(core::Dimension dimension);

}  // namespace probellm::qualify
