#pragma once

#include <string>

#include "core/measurement.h"

namespace probellm::report {

/// A header and a line for each measurement, as RFC 4180 has it (CRLF, quotes where needed); numbers in base
/// SI units, empty where there is none.
std::string measurements_csv(const core::Measurements& measurements);

}  // namespace probellm::report
