#pragma once

#include <string>

#include "core/fit.h"
#include "report/style.h"

namespace probellm::report {

/// One row for each recipe: memory by part, verdict, and the speed or what is missing; then what the numbers
/// rest on, and the verdict in a sentence.
std::string fit_text(const core::FitReport& report, Colour colour);

/// The verdict: what runs best and how fast, what limits it, or what to change so that it would run.
std::string verdict_sentence(const core::FitReport& report);

}  // namespace probellm::report
