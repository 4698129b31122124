#include "estimator/context.h"

#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

constexpr std::int64_t kF32 = 4;
constexpr std::int64_t kF16 = 2;
/// Residual stream, norms and projections that live at the same time in a layer.
constexpr std::int64_t kHiddenRowsAlive = 8;

}  // namespace

core::Bytes kv_bytes_per_token(const core::Model& model, const core::TensorType& kv_type) {
  return stored_bytes(model.kv_lora_rank + model.qk_rope_dim, kv_type) * model.layers;
}

core::Bytes compute_buffer_bytes(const core::Model& m, const core::Engine& engine,
                                 std::int64_t context_tokens) {
  const std::int64_t logits = m.vocabulary * kF32;
  const std::int64_t mask = context_tokens * (kF32 + kF16);
  const std::int64_t experts = m.experts_used * (3 * m.expert_ffn + m.hidden) * kF32;
  const std::int64_t head_row = m.qk_nope_dim + m.qk_rope_dim + 2 * m.kv_lora_rank + m.qk_rope_dim;
  const std::int64_t attention = m.heads * head_row * kF32;
  const std::int64_t hidden = kHiddenRowsAlive * m.hidden * kF32;
  return {engine.micro_batch * (logits + mask + experts + attention + hidden)};
}

core::Flops attention_work(const core::Model& m, std::int64_t depth) {
  const std::int64_t scores = m.kv_lora_rank + m.qk_rope_dim;
  const std::int64_t values = m.kv_lora_rank;
  return {2.0 * static_cast<double>(m.layers * m.heads * (scores + values)) * static_cast<double>(depth)};
}

}  // namespace probellm::estimator
