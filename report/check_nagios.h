#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// The check as one line of a Nagios plugin with its performance data; `code` is 0 OK, 1 WARNING, 2 CRITICAL
/// or 3 UNKNOWN.
std::string check_nagios(const core::Document& document, int code);

/// "bandwidth=30300000000 bytes_per_second", a line for each number found in base units, for ReFrame's
/// extractsingle.
std::string check_perf_lines(const core::Document& document);

}  // namespace probellm::report
