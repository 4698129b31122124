#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;

constexpr std::int64_t kRouterBytesPerWeight = 4;

std::int64_t attention_per_layer(const core::Model& m) {
  const std::int64_t qk = m.qk_nope_dim + m.qk_rope_dim;
  const std::int64_t query = m.hidden * m.q_lora_rank + m.q_lora_rank * m.heads * qk;
  const std::int64_t keys_values =
      m.hidden * (m.kv_lora_rank + m.qk_rope_dim) + m.kv_lora_rank * m.heads * (m.qk_nope_dim + m.v_dim);
  return query + keys_values + m.heads * m.v_dim * m.hidden;
}

}  // namespace

std::int64_t expert_layers(const core::Model& model) { return model.layers - model.leading_dense_layers; }

WeightCounts count_weights(const core::Model& m) {
  const std::int64_t moe_layers = expert_layers(m);
  const std::int64_t expert = 3 * m.hidden * m.expert_ffn;
  WeightCounts counts;
  counts.routed_experts = moe_layers * m.experts * expert;
  counts.routed_per_token = moe_layers * m.experts_used * expert;
  counts.shared_experts = moe_layers * m.shared_experts * expert;
  counts.attention = m.layers * attention_per_layer(m);
  counts.dense = m.leading_dense_layers * 3 * m.hidden * m.dense_ffn;
  counts.router = moe_layers * (m.hidden + 1) * m.experts;  // with its bias
  counts.head = m.hidden * m.vocabulary;
  counts.embedding = m.hidden * m.vocabulary;
  return counts;
}

Bytes stored_bytes(std::int64_t elements, const core::TensorType& type) {
  const std::int64_t blocks = (elements + type.elements - 1) / type.elements;
  return {blocks * type.bytes};
}

WeightBytes weigh(const core::Model& model, const core::Quant& quant) {
  const WeightCounts counts = count_weights(model);
  const std::int64_t always = counts.shared_experts + counts.attention + counts.dense + counts.head;
  const Bytes router{counts.router * kRouterBytesPerWeight};
  return {stored_bytes(counts.routed_experts, quant.experts),
          stored_bytes(always + counts.embedding, quant.rest) + router,
          stored_bytes(counts.routed_per_token, quant.experts), stored_bytes(always, quant.rest) + router};
}

Bytes file_bytes(const WeightBytes& weights) { return weights.routed_experts + weights.rest; }

}  // namespace probellm::estimator
