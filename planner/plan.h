#pragma once

#include <optional>
#include <vector>

#include "core/machine_spec.h"
#include "core/plan.h"
#include "core/prices.h"
#include "core/result.h"
#include "estimator/question.h"

namespace probellm::planner {

/// What is to be planned: a machine, what is to run on it, how fast, and which GPUs may be added.
struct Request {
  core::MachineSpec spec;
  estimator::Question question;
  std::optional<double> target_tokens_per_second;
  std::vector<core::GpuSpec> gpus;
  /// What parts cost; absent where no list is given.
  std::optional<core::Prices> prices{};
};

/// The plan; Malformed where the specification contradicts itself.
core::Result<core::Plan> plan(const Request& request);

/// Ways to fill the slots of such a machine with equal modules of its type and sizes that are sold so that
/// the model runs, the smallest purchase first; at most ten, none of which another beats in size, memory and
/// speed.
core::Result<std::vector<core::PopulationRow>> populations(const Request& request);

/// The changes that come into question, each alone, with what they bring.
core::Result<std::vector<core::Change>> changes(const Request& request, const core::Fit& now);

}  // namespace probellm::planner
