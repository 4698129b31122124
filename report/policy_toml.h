#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// A policy in TOML that the document's machine passes: what is known of it, and 90 % of what was measured.
std::string policy_toml(const core::Document& document);

}  // namespace probellm::report
