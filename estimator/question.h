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
  /// GPUs that share each layer.
  std::int64_t tensor_parallel = 1;
  /// Threads of the engine; absent for as many as there are cores.
  std::optional<int> threads{};
};

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
