#pragma once

#include <string>
#include <string_view>

#include "core/fit.h"

namespace probellm::report {

/// A value in an assumption's or a term's unit, for people: "29.8 GB/s", "11.9 GB", "0.75".
std::string amount_in(std::string_view unit, double value);

/// Likely, low and high: "0.75 (0.40 to 0.90)"; one number where they are the same.
std::string value_of(const core::Assumption& assumption);

}  // namespace probellm::report
