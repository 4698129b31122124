#pragma once

#include <string>
#include <vector>

#include "core/gpu_state.h"
#include "core/machine.h"

namespace probellm::probe {

/// Looks at NVIDIA's GPUs of that machine through NVML, which is opened when it is first asked and stays
/// open.
core::ReadGpuStates nvidia_gpu_states(const core::Machine& machine);

/// What NVML's bits for reasons of a lower clock say: none for idling and for clocks that a user set.
std::vector<std::string> reasons_of_lower_clock(unsigned long long bits);

}  // namespace probellm::probe
