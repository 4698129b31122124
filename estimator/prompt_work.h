#pragma once

#include <cstdint>

#include "estimator/prefill.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// A prompt that the CPU reads; experts that RAM doesn't hold come from disk.
PromptWork prompt_on_cpu(const Question& question);

/// A prompt whose attention and dense path GPUs compute, and the experts of some layers; those of the others
/// the CPU, or the GPUs after an upload where the engine does so with that many tokens.
PromptWork prompt_on_both(const Question& question, double share_of_experts_in_vram,
                          std::int64_t split_layers);

/// A prompt that GPUs read, `together` of them sharing each layer.
PromptWork prompt_on_gpus(const Question& question, std::int64_t together);

}  // namespace probellm::estimator
