#pragma once

#include "core/fit.h"
#include "core/machine.h"
#include "core/machine_spec.h"
#include "core/measurement.h"
#include "core/result.h"
#include "estimator/question.h"
#include "planner/population.h"

namespace probellm::planner {

/// A machine that is only specified, the little that counts as measured of it (a disk's stated bandwidth),
/// and how its modules run.
struct Specified {
  core::Machine machine;
  core::Measurements measurements;
  Running running;
};

/// The machine that a specification describes, as the estimator takes it; Malformed where its modules don't
/// go into its channels, or the memory of a GPU isn't known.
core::Result<Specified> machine_of(const core::MachineSpec& spec);

/// How the modules of such a machine run, and what it does with a question.
struct Outcome {
  Running running;
  core::Fit fit;
};
core::Result<Outcome> outcome_of(const core::MachineSpec& spec, const estimator::Question& question);

}  // namespace probellm::planner
