#pragma once

#include "core/check.h"
#include "qualify/facts.h"

namespace probellm::qualify {

/// Every rule held against the facts; the baseline is null where none was given.
core::Check check(const core::Policy& policy, const Facts& facts, const Facts* baseline);

/// The rows of `bench` that a policy's rules need.
std::vector<std::string> measured_rows(const core::Policy& policy);

/// What its rules ask of `fit`: "kimi-k2.6, q4_k_m, 32k", each once.
std::vector<std::string> asked_fits(const core::Policy& policy);

/// Whether a rule is about a speed of `fit`, which rests on many rows of `bench`.
bool asks_for_speed(const core::Policy& policy);

}  // namespace probellm::qualify
