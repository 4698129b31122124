#pragma once

#include <string>

#include "core/document.h"
#include "report/style.h"

namespace probellm::report {

/// The first line: tool, host, CPU, date, and whether root.
std::string header_text(const core::Document& document, Colour colour);

/// What the machine has, each with where it was read or why it is unknown.
std::string machine_text(const core::Machine& machine, Colour colour);

}  // namespace probellm::report
