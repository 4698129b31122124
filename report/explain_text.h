#pragma once

#include <string>

#include "core/fit.h"
#include "report/style.h"

namespace probellm::report {

/// A term as it is calculated: "33.7 GB / 0.75 / 614.4 GB/s"; factors of exactly one are left out.
std::string formula_of(const core::Term& term);

/// The best fit's time of a token as an equation that can be checked by hand, what each of its numbers rests
/// on, and the command that runs it so; where nothing runs, why.
std::string explain_text(const core::FitReport& report, Colour colour);

}  // namespace probellm::report
