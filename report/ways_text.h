#pragma once

#include <string>

#include "core/fit.h"
#include "report/style.h"

namespace probellm::report {

/// A placement with its use of the sockets' memory and the GPUs that share layers, in words.
std::string words_of(const core::Way& way);

/// Every way to run it with its speed, the best first; empty where there is only one.
std::string ways_text(const core::Fit& fit, Colour colour);

/// Decode over threads and prefill over the micro-batch; empty where there are no such curves.
std::string fit_curves_text(const core::Fit& fit, Colour colour);

}  // namespace probellm::report
