#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/units.h"
#include "estimator/inputs.h"
#include "estimator/interval.h"

namespace probellm::estimator {

/// What a micro-batch of a prompt asks of the CPU, or of the GPUs, one after the other.
struct BatchWork {
  /// Weights that are read: what is always read, and the experts that the tokens touch.
  core::Bytes read;
  /// Matrix products with the experts that the tokens chose, and with everything else.
  core::Flops expert_products;
  core::Flops rest_products;
  /// Attention of all its tokens, at the mean of the prompt's depths.
  core::Flops attention;
};

/// What a prompt asks of the machine under one placement; it is read in equal micro-batches.
struct PromptWork {
  std::int64_t layers = 0;
  /// Layers that the GPUs compute, and those whose work the CPU and they hand to each other.
  std::int64_t vram_layers = 0;
  std::int64_t split_layers = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t micro_batches = 1;
  double tokens_per_batch = 1;
  double tokens_per_expert = 1;
  /// Share of each layer's experts that a micro-batch touches.
  double share_of_experts = 1;
  BatchWork host;
  BatchWork vram;
  /// Weights that a micro-batch reads from disk, and those that it brings from RAM to the GPUs.
  core::Bytes disk_per_batch;
  core::Bytes uploaded_per_batch;
  /// What GPUs that share the layers send each other.
  core::Bytes joined_per_batch;
};

/// Share of a layer's experts that `tokens` tokens touch: 1 - (1 - used/experts)^tokens.
double experts_touched(double used, double experts, double tokens);

/// The inputs that a prompt's time depends on.
std::vector<Input> inputs_used(const PromptWork& work, const Inputs& inputs);

/// Seconds of the whole prompt: for each micro-batch the CPU's products (where their rate was measured that
/// holds reading the weights, else reading comes first, as engines overlap the two little), the GPUs', the
/// attention of both, what comes from disk and goes over the link, and the overhead of the layers. Absent
/// where an input is unknown.
std::optional<TimeInterval> prompt_time(const PromptWork& work, const Inputs& inputs);

}  // namespace probellm::estimator
