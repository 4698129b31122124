#pragma once

#include <string>

#include "core/comparison.h"
#include "report/style.h"

namespace probellm::report {

/// What changed between two saved runs, and whether that is beyond noise.
std::string diff_text(const core::Comparison& comparison, Colour colour);

}  // namespace probellm::report
