#include "estimator/prompt_work.h"

#include <algorithm>
#include <cmath>

#include "estimator/context.h"
#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Flops;

constexpr std::int64_t kBytesOfActivation = 2;

/// The share of a part's products that a prompt takes: only its last token's logits are asked for, so that
/// engines leave the head and the last layer's feed-forward part out for all others.
double share_of_products(core::Part part, const core::Model& model) {
  const auto but_one = [](std::int64_t layers) {
    return 1 - 1 / static_cast<double>(std::max<std::int64_t>(layers, 1));
  };
  const std::int64_t of_experts = expert_layers(model);
  switch (part) {
    case core::Part::Head:
      return 0;
    case core::Part::RoutedExperts:
    case core::Part::SharedExperts:
    case core::Part::Router:
      return but_one(of_experts);
    case core::Part::Dense:
    case core::Part::DenseDown:
      return of_experts > 0 ? 1 : but_one(model.layers);
    case core::Part::Attention:
    case core::Part::AttentionHeads:
    case core::Part::AttentionOut:
    case core::Part::Embedding:
      break;
  }
  return 1;
}

/// The batches, and all of their work in `all`.
PromptWork batches_of(const Question& q, BatchWork& all) {
  const core::Model& model = q.model;
  PromptWork work;
  work.layers = model.layers;
  work.prompt_tokens = std::min(q.choice.prompt_tokens, q.context_tokens);
  work.micro_batches = (work.prompt_tokens + q.engine.micro_batch - 1) / q.engine.micro_batch;
  const double tokens = static_cast<double>(work.prompt_tokens) / static_cast<double>(work.micro_batches);
  work.tokens_per_batch = tokens;
  if (model.experts > 0)
    work.tokens_per_expert =
        std::max(1.0, tokens * static_cast<double>(model.experts_used) / static_cast<double>(model.experts));
  work.share_of_experts =
      experts_touched(static_cast<double>(model.experts_used), static_cast<double>(model.experts), tokens);
  for (const core::WeightGroup& group : q.weights) {
    const Flops products{2 * static_cast<double>(group.elements_per_token) * tokens *
                         share_of_products(group.part, model)};
    (group.part == core::Part::RoutedExperts ? all.expert_products : all.rest_products) += products;
  }
  const std::int64_t mean_depth = q.choice.prompt_depth + work.prompt_tokens / 2;
  all.attention = {prompt_attention_work(model, mean_depth).value * tokens};
  return work;
}

Flops scaled(Flops flops, double factor) { return {flops.value * factor}; }

/// Experts that lie in RAM are worth uploading only for many tokens each.
bool uploads(const Question& q, const PromptWork& work) {
  const double from = q.engine.upload_from_tokens_per_expert;
  return from > 0 && work.tokens_per_expert >= from;
}

}  // namespace

PromptWork prompt_on_cpu(const Question& q) {
  const WeightBytes weights = weigh(q.weights);
  BatchWork all;
  PromptWork work = batches_of(q, all);
  all.read = weights.rest_per_token + scaled(weights.routed_experts, work.share_of_experts);
  work.host = all;
  return work;
}

PromptWork prompt_on_both(const Question& q, double in_vram, std::int64_t split_layers) {
  const WeightBytes weights = weigh(q.weights);
  BatchWork all;
  PromptWork work = batches_of(q, all);
  const Bytes touched = scaled(weights.routed_experts, work.share_of_experts);
  work.vram_layers = work.layers;
  work.split_layers = split_layers;
  work.vram = all;
  work.vram.read = weights.rest_per_token + scaled(touched, in_vram);
  if (uploads(q, work)) {
    work.uploaded_per_batch = scaled(touched, 1 - in_vram);
    return work;
  }
  work.vram.expert_products = scaled(all.expert_products, in_vram);
  work.host.expert_products = scaled(all.expert_products, 1 - in_vram);
  work.host.read = scaled(touched, 1 - in_vram);
  return work;
}

PromptWork prompt_on_gpus(const Question& q, std::int64_t together) {
  const WeightBytes weights = weigh(q.weights);
  BatchWork all;
  PromptWork work = batches_of(q, all);
  const double each = 1 / static_cast<double>(together);
  work.vram_layers = work.layers;
  work.vram = {scaled(weights.rest_per_token + scaled(weights.routed_experts, work.share_of_experts), each),
               scaled(all.expert_products, each), scaled(all.rest_products, each),
               scaled(all.attention, each)};
  // After attention and after the feed-forward part every GPU has a part of each token's sum.
  const double row = static_cast<double>(q.model.hidden * kBytesOfActivation * 2 * q.model.layers);
  if (together > 1) work.joined_per_batch = {std::llround(row * work.tokens_per_batch)};
  return work;
}

}  // namespace probellm::estimator
