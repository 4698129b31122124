#pragma once

#include "core/machine.h"
#include "core/machine_spec.h"
#include "core/measurement.h"
#include "core/result.h"

namespace probellm::planner {

/// A machine that is only specified, and the little that counts as measured of it: a disk's stated bandwidth.
struct Specified {
  core::Machine machine;
  core::Measurements measurements;
};

/// The machine that a specification describes, as the estimator takes it; Malformed where its modules don't
/// go into its channels, or the memory of a GPU isn't known.
core::Result<Specified> machine_of(const core::MachineSpec& spec);

}  // namespace probellm::planner
