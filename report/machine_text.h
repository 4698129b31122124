#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "report/style.h"

namespace probellm::report {

/// The first line: tool, host, CPU, date, and whether root.
std::string header_text(const core::Document& document, Colour colour);

/// One thing that a machine has, or what is wrong with it: "warning", "hint" and "note" are names too.
struct MachineLine {
  std::string_view name;
  std::string text;
};

/// What the machine has, each with where it was read or why it is unknown.
std::vector<MachineLine> machine_lines(const core::Machine& machine);

/// What the machine has, each with where it was read or why it is unknown.
std::string machine_text(const core::Machine& machine, Colour colour);

}  // namespace probellm::report
