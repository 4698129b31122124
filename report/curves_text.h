#pragma once

#include <string>

#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// Each curve as a sparkline or a small table at most 80 columns wide (matrices as wide as they are); empty
/// where none was measured.
std::string curves_text(const core::Measurements& measurements, Colour colour);

}  // namespace probellm::report
