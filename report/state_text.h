#pragma once

#include <string>

#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// How the CPUs lay to each other while it was measured, their clock, and whether that changed; empty where
/// it wasn't looked at.
std::string state_text(const core::Measurements& measurements, Colour colour);

}  // namespace probellm::report
