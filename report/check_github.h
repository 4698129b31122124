#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// A workflow command of GitHub's runner for each rule that isn't kept: ::error, ::warning or ::notice.
std::string check_github(const core::Document& document);

/// The check as Markdown, for the step's summary.
std::string check_md(const core::Document& document);

}  // namespace probellm::report
