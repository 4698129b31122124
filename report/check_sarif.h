#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// The check as SARIF 2.1.0: a rule of the policy is a rule, each that isn't kept a result at its line.
std::string check_sarif(const core::Document& document);

}  // namespace probellm::report
