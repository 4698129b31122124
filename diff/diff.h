#pragma once

#include <vector>

#include "core/comparison.h"
#include "core/machine.h"
#include "core/measurement.h"

namespace probellm::diff {

/// The facts that differ between two machines, those of one kind that changed alike together.
std::vector<core::FactChange> changed_facts(const core::Machine& before, const core::Machine& after);

/// Puts into a comparison the rows that both have, in the order of the first, with what their intervals say:
/// a change counts where the medians lie further apart than both intervals together allow; a row of grade F
/// in either can't tell.
void compare_rows(core::Comparison& comparison, const core::Measurements& before,
                  const core::Measurements& after);

/// What each recipe does in two answers to the same questions.
std::vector<core::FitChange> changed_fits(const core::FitReport& before, const core::FitReport& after);

/// Whether anything differs beyond noise.
bool has_changes(const core::Comparison& comparison);

}  // namespace probellm::diff
