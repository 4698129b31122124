#pragma once

#include <string>

#include "core/fleet.h"
#include "report/style.h"

namespace probellm::report {

/// Groups, the nodes that stand out with their causes, and where the model runs best.
std::string fleet_text(const core::Fleet& fleet, Colour colour);

}  // namespace probellm::report
