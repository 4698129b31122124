#pragma once

#include <string>
#include <vector>

#include "core/check.h"
#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/result.h"

namespace probellm::qualify {

/// The answer for the model, recipe and context that a rule names, or why there is none.
struct AskedFit {
  std::string asked;
  core::Result<core::Fit> fit;
};

/// What rules are held against; the soak is null where there was none.
struct Facts {
  const core::Machine& machine;
  const core::Measurements& measurements;
  const std::vector<AskedFit>& fits;
  const core::Soak* soak = nullptr;
  core::CheckDepth depth = core::CheckDepth::Standard;
};

/// What a subject is in the facts: one for each place; none where the machine has no such part.
using Founds = std::vector<core::Found>;

}  // namespace probellm::qualify
