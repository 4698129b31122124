#pragma once

#include <vector>

#include "core/fit.h"
#include "estimator/decode.h"
#include "estimator/inputs.h"

namespace probellm::estimator {

/// A token's time at the likely inputs as an equation: the terms' seconds add up to it, and each is its
/// amount times and over its factors. None where an input is unknown.
std::vector<core::Term> explain_token(const Workload& work, const Inputs& inputs);

}  // namespace probellm::estimator
