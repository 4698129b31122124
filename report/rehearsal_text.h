#pragma once

#include <string>

#include "core/rehearsal.h"
#include "report/style.h"

namespace probellm::report {

/// What the engine did with each cut, what that makes of the whole model, and how far the estimate is from
/// it.
std::string rehearsal_text(const core::Rehearsal& rehearsal, Colour colour);

}  // namespace probellm::report
