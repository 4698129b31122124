#pragma once

#include <optional>
#include <string>

#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "estimator/candidates.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// The engine's threads that are fastest: of the thread counts that decoding was measured with the fewest
/// within 3 % of the best, else one for each core that may be used, of one socket where only that is; absent
/// where their number isn't known.
std::optional<int> best_threads(const core::Machine& machine, const core::Measurements& measurements,
                                std::optional<core::NumaUse> use = std::nullopt);

/// The command line that runs it so in its engine; empty where the engine doesn't support it.
std::string command_for(const Candidate& candidate, const Question& question, const core::Machine& machine,
                        std::optional<int> threads);

}  // namespace probellm::estimator
