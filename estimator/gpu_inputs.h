#pragma once

#include "core/machine.h"
#include "estimator/inputs.h"
#include "estimator/measured.h"

namespace probellm::estimator {

/// Adds what GPUs compute and read with, where the machine has any: measured, else specified, else assumed.
void put_gpu_inputs(Inputs& inputs, const core::Machine& machine, const Measured& measured,
                    const core::Engine& engine);

}  // namespace probellm::estimator
