#pragma once

#include <string>
#include <string_view>

#include "core/document.h"

namespace probellm::report {

/// The check as a feature file of Kubernetes' node-feature-discovery: labels of the node that end at
/// `expires_at` (RFC 3339).
std::string check_nfd(const core::Document& document, std::string_view expires_at);

}  // namespace probellm::report
