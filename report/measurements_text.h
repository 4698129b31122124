#pragma once

#include <string>

#include "core/machine.h"
#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// Everything that was measured: single numbers as a table (payload, and where it differs what crosses the
/// bus), curves condensed, the machine's state, what was thrown away, and why grades are low.
std::string measurements_text(const core::Measurements& measurements, const core::Machine& machine,
                              Colour colour);

}  // namespace probellm::report
