#pragma once

#include <string_view>

#include "core/engine.h"
#include "core/machine.h"
#include "estimator/inputs.h"

namespace probellm::estimator {

/// Whether the CPU multiplies small matrices of bytes at once.
bool has_amx(const core::Machine& machine);

/// Adds what of the engine's kernel_shares counts on that machine for that model.
void put_type_shares(Inputs& inputs, const core::Machine& machine, const Question& question);

/// What of it counts for that type in routed experts or elsewhere; null for most.
const core::KernelShare* share_of_type(const Inputs& inputs, std::string_view type, bool is_routed);

/// The input that is what one of `type_shares` says of decode.
Input decode_share(const Inputs& inputs, const core::KernelShare& share);

}  // namespace probellm::estimator
