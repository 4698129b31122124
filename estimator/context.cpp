#include "estimator/context.h"

#include <algorithm>

#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

constexpr std::int64_t kF32 = 4;
constexpr std::int64_t kF16 = 2;
/// Residual stream, norms and projections that live at the same time in a layer.
constexpr std::int64_t kHiddenRowsAlive = 8;

/// What one layer keeps of one token.
core::Bytes kv_row(const core::Model& model, const core::TensorType& kv_type) {
  if (has_latent_attention(model)) return stored_bytes(model.kv_lora_rank + model.qk_rope_dim, kv_type);
  return stored_bytes(model.kv_heads * model.head_dim, kv_type) * 2;
}

/// Tokens that a new one looks back at, all layers together.
std::int64_t tokens_seen(const core::Model& model, std::int64_t depth) {
  return (model.layers - model.windowed_layers - model.linear_layers) * depth +
         model.windowed_layers * std::min(depth, model.window);
}

}  // namespace

core::Bytes kv_bytes_per_token(const core::Model& model, const core::TensorType& kv_type) {
  return kv_row(model, kv_type) * (model.layers - model.linear_layers);
}

core::Bytes kv_bytes(const core::Model& model, const core::TensorType& kv_type, std::int64_t context_tokens) {
  return kv_row(model, kv_type) * tokens_seen(model, context_tokens) + linear_state_bytes(model);
}

core::Bytes linear_state_bytes(const core::Model& m) {
  return {m.linear_layers * m.linear_heads * m.linear_head_dim * m.linear_head_dim * kF32};
}

core::Bytes compute_buffer_bytes(const core::Model& m, const core::Engine& engine,
                                 std::int64_t context_tokens) {
  const std::int64_t kept =
      engine.logits_tokens > 0 ? std::min(engine.logits_tokens, engine.micro_batch) : engine.micro_batch;
  const std::int64_t logits = kept * m.vocabulary * kF32;
  const std::int64_t mask = context_tokens * (kF32 + kF16);
  const std::int64_t experts = m.experts_used * (3 * m.expert_ffn + m.hidden) * kF32;
  const std::int64_t head_row = has_latent_attention(m)
                                    ? m.qk_nope_dim + m.qk_rope_dim + 2 * m.kv_lora_rank + m.qk_rope_dim
                                    : 3 * m.head_dim;
  const std::int64_t attention = m.heads * head_row * kF32;
  const std::int64_t hidden = kHiddenRowsAlive * m.hidden * kF32;
  return {logits + engine.micro_batch * (mask + experts + attention + hidden)};
}

core::Flops prompt_attention_work(const core::Model& m, std::int64_t depth) {
  const bool is_latent = has_latent_attention(m);
  const std::int64_t scores = is_latent ? m.qk_nope_dim + m.qk_rope_dim : m.head_dim;
  const std::int64_t values = is_latent ? m.v_dim : m.head_dim;
  return {2.0 * static_cast<double>(m.heads * (scores + values)) *
          static_cast<double>(tokens_seen(m, depth))};
}

core::Flops attention_work(const core::Model& m, std::int64_t depth) {
  const bool is_latent = has_latent_attention(m);
  const std::int64_t scores = is_latent ? m.kv_lora_rank + m.qk_rope_dim : m.head_dim;
  const std::int64_t values = is_latent ? m.kv_lora_rank : m.head_dim;
  return {2.0 * static_cast<double>(m.heads * (scores + values)) *
          static_cast<double>(tokens_seen(m, depth))};
}

}  // namespace probellm::estimator
