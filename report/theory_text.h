#pragma once

#include <string>

#include "core/machine.h"
#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// How much of the theoretical bandwidth reading reaches, as a bar; empty where either isn't known.
std::string theory_text(const core::Measurements& measurements, const core::Machine& machine, Colour colour);

}  // namespace probellm::report
