#pragma once

#include <string>

#include "core/measurement.h"

namespace probellm::report {

/// A table in GitHub's Markdown, a line for each measurement, in units for people.
std::string measurements_md(const core::Measurements& measurements);

}  // namespace probellm::report
