#pragma once

#include <string>

#include "core/plan.h"
#include "report/style.h"

namespace probellm::report {

/// Classes of memory against recipes, with what a web calculator claims beside, and why that differs.
std::string matrix_text(const core::Matrix& matrix, Colour colour);

}  // namespace probellm::report
