#pragma once

#include <string>
#include <string_view>

#include "core/units.h"

namespace probellm::report {

/// "[ 43 %] memory triad, about 4 s left": what is being done, the fraction of the run that is over (0 to 1),
/// and what is left at the pace so far; nothing of that where little is over.
std::string progress_text(std::string_view step, double fraction, core::Seconds elapsed);

}  // namespace probellm::report
