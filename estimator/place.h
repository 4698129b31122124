#pragma once

#include <optional>
#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "estimator/decode.h"
#include "estimator/prefill.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// One way to lay the model over the machine's memories, and the work that each token and a prompt then are.
struct Layout {
  core::Placement placement = core::Placement::Cpu;
  core::Verdict verdict = core::Verdict::DoesNotFit;
  core::MemoryNeed memory;
  Workload token;
  PromptWork prompt;
};

/// The memory that a layout may take, and how often the weights lie in RAM.
struct Room {
  core::Bytes host;
  std::vector<core::Bytes> vram;
  std::int64_t weight_copies = 1;
};

/// Everything in RAM; DoesNotFit where the budget is too small, with the work as if it weren't.
Layout place_on_cpu(const Room& room, const Question& question);

/// Attention, shared experts, head and KV cache on the GPUs, and as many layers' experts as there is room
/// for; at least one layer's experts stay in RAM.
Layout place_hybrid(const Room& room, const Question& question);

/// Everything on the GPUs.
Layout place_on_gpus(const Room& room, const Question& question);

/// Experts read from the first disk as tokens ask for them, RAM as their cache; absent where not even the
/// buffers fit or no disk is known, DoesNotFit where the disk can't hold the file.
std::optional<Layout> place_streaming(const core::Machine& machine, const Room& room,
                                      const Question& question);

}  // namespace probellm::estimator
