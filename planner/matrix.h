#pragma once

#include <vector>

#include "core/machine_spec.h"
#include "core/plan.h"
#include "core/result.h"
#include "estimator/question.h"

namespace probellm::planner {

/// A class of memory with its machine as a specification.
struct ClassMachine {
  core::MemoryClass memory;
  core::MachineSpec spec;
};

/// What each machine does with each question, which differ in the recipe only.
core::Result<core::Matrix> matrix(const std::vector<ClassMachine>& machines,
                                  const std::vector<estimator::Question>& questions);

}  // namespace probellm::planner
