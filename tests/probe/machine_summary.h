#pragma once

#include <string>

#include "core/machine.h"

namespace probellm::probe {

/// A machine as short lines of text, with sources and reasons, to compare with what is expected.
std::string summary_of(const core::Machine& machine);

}  // namespace probellm::probe
