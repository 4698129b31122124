#pragma once

#include <string_view>
#include <vector>

#include "bench/decode/experts.h"

namespace probellm::bench {

/// Latent attention's matrices of single heads: one for each of `count`, one behind the other.
struct HeadMatrices {
  Matrix k_b, v_b;
  std::size_t count = 0;
};

/// The weights of one MoE layer with latent attention, as engines that absorb k_b and v_b read them.
struct Layer {
  Matrix q_a, q_b, kv_a;
  HeadMatrices heads;
  Matrix out, router;
  Experts routed;
  Experts shared;
};

/// What a layer reads and writes for one token.
struct LayerBuffers {
  InputBuffer hidden, q_low, q, latent, heads;
  std::vector<float> kv, scores, result;
  ExpertBuffers routed, shared;
};

/// A layer of the model whose routed experts are of `type`, its router f32 and all else q8_0; Unsupported as
/// place_matrix.
core::Result<Layer> place_layer(WeightPlaces& places, const core::Model& model, const WeightType& type,
                                std::string_view set);

/// Those of a layer of the model; Unsupported as place_matrix.
core::Result<HeadMatrices> place_heads(WeightPlaces& places, const core::Model& model, const WeightType& type,
                                       std::string_view set);

/// Room for a layer of the model.
LayerBuffers layer_buffers(const core::Model& model);

/// One token through the layer but for attention's own work on the cache, with a barrier after each operation
/// of an engine's graph.
void run_layer(const Worker& worker, const Layer& layer, LayerBuffers& buffers);

/// The weights of a layer in bytes, or of its heads.
std::size_t bytes_of(const HeadMatrices& heads);
std::size_t bytes_of(const Layer& layer);

}  // namespace probellm::bench
