#pragma once

#include <string>

#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// One row for each measurement: median, relative spread, grade, samples and threads, or why it has no
/// number.
std::string measurements_text(const core::Measurements& measurements, Colour colour);

}  // namespace probellm::report
