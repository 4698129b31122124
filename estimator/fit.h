#pragma once

#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/result.h"
#include "estimator/inputs.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// Answers one question: the best of all layouts, by verdict and then by speed. NotFound where the machine's
/// memory isn't known. Without the curves over threads and micro-batches, which cost several times as much.
core::Result<core::Fit> fit(const core::Machine& machine, const core::Measurements& measurements,
                            const Question& question, Trust trust = Trust::Graded);

/// Answers several and names the best: of those that run, the fastest whose experts keep at least 4.25 bits a
/// weight, else the one that keeps the most bits. With the curves.
core::Result<core::FitReport> fit_all(const core::Machine& machine, const core::Measurements& measurements,
                                      const std::vector<Question>& questions, Trust trust = Trust::Graded);

}  // namespace probellm::estimator
