#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "core/rehearsal.h"
#include "core/result.h"
#include "rehearsal/cut.h"

namespace probellm::rehearsal {

/// What to rehearse with: a cut of a model, the engine's program, and where its files may lie.
struct Plan {
  core::Model model;
  Cut cut;
  std::string program;
  std::string folder;
  int threads = 1;
  std::int64_t depth_tokens = 0;
};

/// Told before each step what is done, and what fraction of all is done already.
using Progress = std::function<void(std::string_view step, double fraction)>;

/// Writes both slices without a name, lets the engine decode with each, and extrapolates to the whole model;
/// predictions and the residual are for the caller to add. Failed where writing or the engine fails, or at
/// `stop`; nothing is left behind in any case.
core::Result<core::Rehearsal> rehearse(const Plan& plan, const Progress& progress,
                                       const std::atomic<bool>& stop);

}  // namespace probellm::rehearsal
