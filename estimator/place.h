#pragma once

#include <optional>

#include "core/fit.h"
#include "core/machine.h"
#include "estimator/decode.h"
#include "estimator/prefill.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// One way to lay the model over the machine's memories, and the work that each token and a prompt then are.
/// Without a prompt its time can't be told.
struct Layout {
  core::Placement placement = core::Placement::Cpu;
  core::Verdict verdict = core::Verdict::DoesNotFit;
  core::MemoryNeed memory;
  Workload token;
  std::optional<PromptWork> prompt;
};

/// Everything in RAM; DoesNotFit where the budget is too small, with the work as if it weren't.
Layout place_on_cpu(const core::Machine& machine, core::Bytes budget, const Question& question);

/// Attention, shared experts, head and KV cache on the GPUs, and as many layers' experts as there is room
/// for; the other experts in RAM.
Layout place_hybrid(const core::Machine& machine, core::Bytes budget, const Question& question);

/// Everything on the GPUs.
Layout place_on_gpus(const core::Machine& machine, core::Bytes budget, const Question& question);

/// Experts read from the first disk as tokens ask for them, RAM as their cache; DoesNotFit where the disk
/// can't hold the file.
Layout place_streaming(const core::Machine& machine, core::Bytes budget, const Question& question);

}  // namespace probellm::estimator
