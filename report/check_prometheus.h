#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// The check as metrics for the textfile collector of Prometheus' node exporter: states of rules, and numbers
/// in base units with the unit in the name.
std::string check_prometheus(const core::Document& document);

}  // namespace probellm::report
