#include "estimator/weights.h"

#include <cmath>

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Part;

const core::TensorType kSingle{"f32", 1, 4};

/// Of latent attention: from each head's queries to the compressed rows, and back to its values.
std::int64_t attention_heads_per_layer(const core::Model& m) {
  return m.kv_lora_rank * m.heads * (m.qk_nope_dim + m.v_dim);
}

std::int64_t attention_per_layer(const core::Model& m) {
  if (!has_latent_attention(m)) return 2 * m.hidden * (m.heads + m.kv_heads) * m.head_dim;
  const std::int64_t query_width = m.heads * (m.qk_nope_dim + m.qk_rope_dim);
  const std::int64_t query =
      m.q_lora_rank > 0 ? (m.hidden + query_width) * m.q_lora_rank : m.hidden * query_width;
  const std::int64_t keys_values = m.hidden * (m.kv_lora_rank + m.qk_rope_dim) + attention_heads_per_layer(m);
  const std::int64_t out = attention_width(m) * m.hidden;
  return query + keys_values + out + (m.has_output_gate ? out : 0);
}

/// Queries, keys, values, gate and output, the step sizes, and the forget gate of rank linear_head_dim.
std::int64_t linear_attention_per_layer(const core::Model& m) {
  const std::int64_t width = m.linear_heads * m.linear_head_dim;
  return 5 * m.hidden * width + m.hidden * (m.linear_heads + m.linear_head_dim) + m.linear_head_dim * width;
}

/// From the hidden width to the experts' and back, for all routed experts of a layer together.
std::int64_t expert_projections(const core::Model& m) { return 2 * m.hidden * m.expert_hidden; }

core::WeightGroup group_of(core::Part part, const core::TensorType& type, std::int64_t elements,
                           std::int64_t elements_per_token) {
  return {part,
          type,
          elements,
          elements_per_token,
          stored_bytes(elements, type),
          stored_bytes(elements_per_token, type)};
}

/// A group that each token reads all of.
core::WeightGroup read_whole(core::Part part, const core::TensorType& type, std::int64_t elements) {
  return group_of(part, type, elements, elements);
}

}  // namespace

std::int64_t attention_width(const core::Model& model) {
  return model.heads * (has_latent_attention(model) ? model.v_dim : model.head_dim);
}

std::int64_t expert_layers(const core::Model& model) {
  return model.experts > 0 ? model.layers - model.leading_dense_layers : 0;
}

WeightCounts count_weights(const core::Model& m) {
  const std::int64_t moe_layers = expert_layers(m);
  const std::int64_t shared_expert = 3 * m.hidden * m.expert_ffn;
  const std::int64_t expert = 3 * (m.expert_hidden > 0 ? m.expert_hidden : m.hidden) * m.expert_ffn;
  WeightCounts counts;
  counts.routed_experts = moe_layers * m.experts * expert;
  counts.routed_per_token = moe_layers * m.experts_used * expert;
  counts.shared_experts = moe_layers * m.shared_experts * shared_expert;
  counts.attention =
      (m.layers - m.linear_layers) * attention_per_layer(m) + m.linear_layers * linear_attention_per_layer(m);
  counts.attention_heads = (m.layers - m.linear_layers) * attention_heads_per_layer(m);
  counts.attention_out = (m.layers - m.linear_layers) * m.hidden * attention_width(m);
  counts.dense_down = m.leading_dense_layers * m.hidden * m.dense_ffn;
  counts.dense = 3 * counts.dense_down + moe_layers * expert_projections(m);
  counts.router = moe_layers * (m.hidden + 1) * m.experts;  // with its bias
  counts.head = m.hidden * m.vocabulary;
  counts.embedding = m.has_tied_head ? 0 : m.hidden * m.vocabulary;
  return counts;
}

Bytes stored_bytes(std::int64_t elements, const core::TensorType& type) {
  const std::int64_t blocks = (elements + type.elements - 1) / type.elements;
  return {blocks * type.bytes};
}

std::vector<core::WeightGroup> weight_groups(const core::Model& model, const core::Quant& quant) {
  const WeightCounts c = count_weights(model);
  const core::TensorType& matrices = core::type_of_layers(model, quant.experts, quant.rest);
  std::vector<core::WeightGroup> groups{
      group_of(Part::RoutedExperts, quant.experts, c.routed_experts, c.routed_per_token),
      read_whole(Part::SharedExperts, matrices, c.shared_experts),
      read_whole(Part::Attention, matrices, c.attention - c.attention_heads - c.attention_out),
      read_whole(Part::AttentionHeads, matrices, c.attention_heads),
      read_whole(Part::AttentionOut, matrices, c.attention_out),
      read_whole(Part::Dense, matrices, c.dense - c.dense_down),
      read_whole(Part::DenseDown, matrices, c.dense_down),
      read_whole(Part::Router, kSingle, c.router),
      read_whole(Part::Head, quant.rest, c.head),
      group_of(Part::Embedding, quant.rest, c.embedding, 0)};
  std::erase_if(groups, [](const core::WeightGroup& group) { return group.elements == 0; });
  return groups;
}

WeightBytes weigh(const std::vector<core::WeightGroup>& groups) {
  WeightBytes weights;
  for (const core::WeightGroup& group : groups) {
    const bool is_routed = group.part == Part::RoutedExperts;
    (is_routed ? weights.routed_experts : weights.rest) += group.bytes;
    (is_routed ? weights.routed_per_token : weights.rest_per_token) += group.bytes_per_token;
  }
  return weights;
}

WeightBytes weigh(const core::Model& model, const core::Quant& quant) {
  return weigh(weight_groups(model, quant));
}

Bytes scaled(Bytes bytes, double factor) { return {std::llround(static_cast<double>(bytes.value) * factor)}; }

Shape shape_of(const core::WeightGroup& group, const core::Model& model) {
  if (group.part == core::Part::AttentionHeads) return Shape::OfHeads;
  std::int64_t row = 0;
  if (group.part == core::Part::AttentionOut) row = attention_width(model);
  if (group.part == core::Part::DenseDown) row = model.dense_ffn;
  return row >= core::kLongRow ? Shape::LongRows : Shape::Usual;
}

Bytes file_bytes(const WeightBytes& weights) { return weights.routed_experts + weights.rest; }

}  // namespace probellm::estimator
