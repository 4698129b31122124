#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// The document as one page that loads nothing: its JSON, the styles and the script that draws it, and
/// without scripts the report's text.
std::string report_html(const core::Document& document);

}  // namespace probellm::report
