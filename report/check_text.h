#pragma once

#include <string>

#include "core/check.h"
#include "report/style.h"

namespace probellm::report {

/// A line for each rule, its remedy below where it isn't kept, and a sentence at the end.
std::string check_text(const core::Check& check, Colour colour);

}  // namespace probellm::report
