#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// The check as JUnit's XML, valid by the schemas of Jenkins' xUnit plugin and of ReFrame: a rule is a test
/// case, a marginal one passes.
std::string check_junit(const core::Document& document);

}  // namespace probellm::report
