#pragma once

#include <string>

#include "core/document.h"
#include "report/style.h"

namespace probellm::report {

/// Machine, measurements, fit at every context, the equation with the basis of each number, and what changes
/// would bring, as one text.
std::string report_text(const core::Document& document, Colour colour);

}  // namespace probellm::report
