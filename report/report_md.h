#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// The machine, what was measured, the fit at every context, the equation with the basis of each number, and
/// what changes would bring, as Markdown.
std::string report_md(const core::Document& document);

}  // namespace probellm::report
