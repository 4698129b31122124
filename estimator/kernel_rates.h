#pragma once

#include "core/engine.h"
#include "estimator/inputs.h"
#include "estimator/measured.h"

namespace probellm::estimator {

/// Adds what was measured of the CPU's kernels on quantised weights: the rate of each type that a token reads
/// (of a type without a row that of the type it is computed like), the rate of attention, and the rates of
/// matrix products with as many tokens as a micro-batch brings to an expert and to everything else.
void put_kernel_rates(Inputs& inputs, const Measured& measured, const Question& question);

}  // namespace probellm::estimator
