#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/units.h"
#include "estimator/inputs.h"
#include "estimator/interval.h"

namespace probellm::estimator {

/// What a prompt asks of the CPU under one placement; it is read in equal micro-batches.
struct PromptWork {
  std::int64_t layers = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t micro_batches = 1;
  /// Share of each layer's experts that a micro-batch touches.
  double share_of_experts = 1;
  /// Weights that a micro-batch reads from RAM: what is always read, and the experts that its tokens touch.
  core::Bytes read_per_batch;
  /// Weights that a micro-batch reads from disk.
  core::Bytes disk_per_batch;
  /// Matrix products of a micro-batch with the experts that its tokens chose, and with everything else.
  core::Flops expert_products;
  core::Flops rest_products;
};

/// Share of a layer's experts that `tokens` tokens touch: 1 - (1 - used/experts)^tokens.
double experts_touched(double used, double experts, double tokens);

/// The inputs that a prompt's time depends on.
std::vector<Input> inputs_used(const PromptWork& work, const Inputs& inputs);

/// Seconds of the whole prompt: for each micro-batch its products (where their rate was measured that holds
/// reading the weights, else reading comes first, as engines overlap the two little), the disk, and the
/// overhead of the layers. Absent where an input is unknown.
std::optional<TimeInterval> prompt_time(const PromptWork& work, const Inputs& inputs);

}  // namespace probellm::estimator
