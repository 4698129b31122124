#pragma once

#include <string>

#include "core/machine.h"
#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// The measurements that matter most in a few lines, without curves, with the reasons for low grades.
std::string headline_text(const core::Measurements& measurements, const core::Machine& machine,
                          Colour colour);

}  // namespace probellm::report
