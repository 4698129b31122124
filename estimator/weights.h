#pragma once

#include <cstdint>
#include <vector>

#include "core/model.h"
#include "core/units.h"

namespace probellm::estimator {

/// Parameters of each part of a model, norms left out (a millionth of the whole).
struct WeightCounts {
  std::int64_t routed_experts = 0;
  std::int64_t shared_experts = 0;
  std::int64_t attention = 0;
  /// Those of `attention` that are matrices of single heads.
  std::int64_t attention_heads = 0;
  /// Those of `attention` that all heads' results meet, linear attention's left out.
  std::int64_t attention_out = 0;
  std::int64_t dense = 0;
  /// Those of `dense` whose rows are dense_ffn long.
  std::int64_t dense_down = 0;
  std::int64_t router = 0;
  std::int64_t head = 0;
  std::int64_t embedding = 0;
  /// Parameters of the routed experts that one token reads.
  std::int64_t routed_per_token = 0;
};

/// Bytes of routed experts and of everything else, stored and read per token; of the embedding a token reads
/// one row, which is left out.
struct WeightBytes {
  core::Bytes routed_experts;
  core::Bytes rest;
  core::Bytes routed_per_token;
  core::Bytes rest_per_token;
};

/// The parameters, from the architecture's shapes.
WeightCounts count_weights(const core::Model& model);

/// The bytes that `elements` take in a tensor type, to the byte.
core::Bytes stored_bytes(std::int64_t elements, const core::TensorType& type);

/// The groups of a recipe that is uniform in experts and rest; the router is always F32.
std::vector<core::WeightGroup> weight_groups(const core::Model& model, const core::Quant& quant);

/// The bytes of some groups.
WeightBytes weigh(const std::vector<core::WeightGroup>& groups);

/// The bytes of such a recipe.
WeightBytes weigh(const core::Model& model, const core::Quant& quant);

/// Bytes of all weights together.
core::Bytes file_bytes(const WeightBytes& weights);

/// So much of some bytes, rounded.
core::Bytes scaled(core::Bytes bytes, double factor);

/// The length of all heads' results, which the attention's last matrix takes.
std::int64_t attention_width(const core::Model& model);

/// Matrices that take an engine longer than their bytes: latent attention's of single heads, and those whose
/// rows are longer than the first-level cache likes.
enum class Shape { Usual, OfHeads, LongRows };

/// The shape of a group's matrices.
Shape shape_of(const core::WeightGroup& group, const core::Model& model);

/// Layers that have routed experts.
std::int64_t expert_layers(const core::Model& model);

}  // namespace probellm::estimator
