#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "bench/bench.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/result.h"
#include "estimator/question.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Reads the machine that this runs on, or the one that --root names; what it doesn't say of its parts the
/// profiles do.
core::Machine this_machine(const Options& options, const profiles::Catalog& catalog);

/// The plan that the options ask for, with the shapes of their model; Malformed where it isn't known.
core::Result<bench::Plan> plan_of(const Options& options, const profiles::Catalog& catalog);

/// The types in which what is asked about is stored, and those they are computed like.
std::vector<std::string> types_of(const std::vector<estimator::Question>& questions);

/// The machine as it is measured: with the first CPUs only where the options say how many. Malformed where
/// they want more than there are.
core::Result<core::Machine> machine_to_measure(core::Machine machine, const Options& options);

/// Measures, with its progress on standard error.
core::Result<core::Measurements> measure(const core::Machine& machine, const bench::Plan& plan);

}  // namespace probellm::app
