#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/engine.h"
#include "core/fit.h"
#include "core/model.h"

namespace probellm::estimator {

/// How it is to run, where the question says so.
struct Choice {
  std::optional<core::Placement> placement{};
  /// MoE layers whose experts lie in VRAM, of a hybrid.
  std::optional<std::int64_t> expert_layers_on_gpu{};
  /// GPUs that share each layer; absent for what is best in the engine.
  std::optional<std::int64_t> tensor_parallel{};
  /// Threads of the engine; absent for as many as there are cores.
  std::optional<int> threads{};
  /// How the sockets' memory is used, where there are several.
  std::optional<core::NumaUse> numa{};
  /// Sequences that decode together, each with a context of its own.
  std::int64_t sequences = 1;
  /// Tokens that something else guesses ahead for each sequence, and the share of them that turns out right,
  /// each on its own; guessing is taken to cost nothing.
  std::int64_t drafted = 0;
  double acceptance = 0;
  /// Tokens of the prompt that prefill and the time to first token are for, and tokens that lie before it.
  std::int64_t prompt_tokens = 1024;
  std::int64_t prompt_depth = 0;
};

/// Tokens that are computed together in one pass.
inline double tokens_of_pass(const Choice& choice) {
  return static_cast<double>(choice.sequences * (1 + choice.drafted));
}

/// Tokens that a pass yields, all sequences together: the first of each, and guesses up to the first wrong
/// one.
double tokens_gained(const Choice& choice);

/// What is asked: the weights of one model in one recipe, with the KV cache in a type and the context full.
struct Question {
  core::Model model;
  /// The recipe; where the weights are a file's, what to call them.
  core::Quant quant;
  std::vector<core::WeightGroup> weights;
  core::TensorType kv_type;
  std::int64_t context_tokens = 0;
  core::Engine engine;
  Choice choice{};
  /// The engine's time over the estimate's where it was rehearsed on this machine.
  std::optional<core::Assumption> rehearsed{};
};

}  // namespace probellm::estimator
