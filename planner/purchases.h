#pragma once

#include <vector>

#include "core/machine_spec.h"
#include "core/prices.h"

namespace probellm::planner {

/// Modules in the words of a price list: "32GB DDR5-6400".
core::Purchase purchase_of(const core::Modules& modules);

/// What is bought to make one machine of another: modules that are kept count as had, those of another kind
/// replace all.
std::vector<core::Purchase> purchases(const core::MachineSpec& from, const core::MachineSpec& to);

/// What that costs by a list of prices.
core::Cost cost_of(const std::vector<core::Purchase>& purchases, const core::Prices& prices);

}  // namespace probellm::planner
