#pragma once

#include <string>

#include "core/machine.h"

namespace probellm::report {

/// What the machine has, and its memory modules by channel and slot, as Markdown tables.
std::string machine_md(const core::Machine& machine);

}  // namespace probellm::report
