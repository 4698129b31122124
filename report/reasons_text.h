#pragma once

#include <string>
#include <vector>

#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// Rows to speak of together.
using RowPointers = std::vector<const core::Measurement*>;

/// Each reason for a grade below B, once, with what it is about.
std::string grade_reasons_text(const RowPointers& rows, Colour colour);

/// Why curves have no points, each reason once.
std::string missing_text(const RowPointers& rows, Colour colour);

/// How many samples were thrown away, and of what; empty where none was.
std::string discarded_text(const RowPointers& rows, Colour colour);

}  // namespace probellm::report
