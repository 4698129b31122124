#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// Markdown of what isn't known of a document's machine, why, and what would make it known; and of its notes.
std::string doctor_md(const core::Document& document);

}  // namespace probellm::report
