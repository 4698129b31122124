#include "bench/decode/layer.h"

#include <optional>
#include <utility>

namespace probellm::bench {
namespace {

// Operations of llama.cpp's graph (deepseek2) that take no time but their barrier.
constexpr int kScaleOfNorm = 1;
constexpr int kRopesOfBoth = 2;
constexpr int kJoinQueriesKeysAndStore = 3;
constexpr int kFlashAttention = 1;
// Sigmoid, bias, sort, gather, sum, clamp, division, scale.
constexpr int kRouting = 8;
// A product with the router's weights, and one addition fewer than 8 experts.
constexpr int kWeighAndAddExperts = 8;

// Asks for the matrices of a layer one after the other and keeps the first error.
struct Placing {
  WeightPlaces& places;
  std::string_view set;
  std::optional<core::Error> error{};

  Matrix operator()(const WeightType& type, std::int64_t rows, std::int64_t columns) {
    const auto placed =
        place_matrix(places, type, set, static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
    if (placed) return *placed;
    if (!error) error = placed.error();
    return {};
  }
};

void normalise(const Worker& worker, const float* in, std::size_t size, float* out) {
  if (worker.index == 0) worker.vectors.normalise(in, size, out);
  worker.barrier.wait();
  wait_times(worker, kScaleOfNorm);
}

void run_attention(const Worker& worker, const Layer& layer, LayerBuffers& b) {
  normalise(worker, b.hidden.floats(), b.hidden.size(), b.hidden.floats());
  multiply_together(worker, layer.q_a, b.hidden, b.q_low.floats());
  normalise(worker, b.q_low.floats(), b.q_low.size(), b.q_low.floats());
  multiply_together(worker, layer.q_b, b.q_low, b.q.floats());
  multiply_together(worker, layer.kv_a, b.hidden, b.kv.data());
  wait_times(worker, 1 + kScaleOfNorm + kRopesOfBoth);
  multiply_heads(worker, layer.heads.k_b, layer.heads.count, b.q, b.latent.floats());
  wait_times(worker, kJoinQueriesKeysAndStore + kFlashAttention);
  multiply_heads(worker, layer.heads.v_b, layer.heads.count, b.latent, b.heads.floats());
  wait_times(worker, 1);
  multiply_together(worker, layer.out, b.heads, b.result.data());
  wait_times(worker, 1);
}

}  // namespace

core::Result<HeadMatrices> place_heads(WeightPlaces& places, const core::Model& model, const WeightType& type,
                                       std::string_view set) {
  Placing place{places, set};
  HeadMatrices heads;
  heads.count = static_cast<std::size_t>(model.heads);
  heads.k_b = place(type, model.heads * model.kv_lora_rank, model.qk_nope_dim);
  heads.v_b = place(type, model.heads * model.v_dim, model.kv_lora_rank);
  if (place.error) return *place.error;
  return heads;
}

core::Result<Layer> place_layer(WeightPlaces& places, const core::Model& model, const WeightType& type,
                                std::string_view set) {
  const WeightType& rest = weight_type(core::kRestType);
  Placing place{places, set};
  Layer layer;
  layer.q_a = place(rest, model.q_lora_rank, model.hidden);
  layer.q_b = place(rest, model.heads * (model.qk_nope_dim + model.qk_rope_dim), model.q_lora_rank);
  layer.kv_a = place(rest, model.kv_lora_rank + model.qk_rope_dim, model.hidden);
  const auto heads = place_heads(places, model, rest, set);
  layer.out = place(rest, model.hidden, model.heads * model.v_dim);
  layer.router = place(weight_type("f32"), model.experts, model.hidden);
  if (place.error) return *place.error;
  if (!heads) return heads.error();
  layer.heads = *heads;
  auto routed = place_experts(places, model, type, set, static_cast<std::size_t>(model.experts_used));
  auto shared = place_experts(places, model, rest, set, static_cast<std::size_t>(model.shared_experts));
  if (!routed) return routed.error();
  if (!shared) return shared.error();
  layer.routed = std::move(routed.value());
  layer.shared = std::move(shared.value());
  return layer;
}

LayerBuffers layer_buffers(const core::Model& model) {
  const auto size = [](std::int64_t count) { return static_cast<std::size_t>(count); };
  const std::int64_t heads = model.heads;
  LayerBuffers buffers{InputBuffer(size(model.hidden)),
                       InputBuffer(size(model.q_lora_rank)),
                       InputBuffer(size(heads * (model.qk_nope_dim + model.qk_rope_dim))),
                       InputBuffer(size(heads * model.kv_lora_rank)),
                       InputBuffer(size(heads * model.v_dim)),
                       std::vector<float>(size(model.kv_lora_rank + model.qk_rope_dim)),
                       std::vector<float>(size(model.experts)),
                       std::vector<float>(size(model.hidden)),
                       expert_buffers(model, size(model.experts_used)),
                       expert_buffers(model, size(model.shared_experts))};
  draw(buffers.hidden, 2);
  return buffers;
}

void run_layer(const Worker& worker, const Layer& layer, LayerBuffers& b) {
  run_attention(worker, layer, b);
  normalise(worker, b.result.data(), b.result.size(), b.routed.hidden.floats());
  multiply_together(worker, layer.router, b.routed.hidden, b.scores.data());
  wait_times(worker, kRouting);
  run_experts(worker, layer.routed, b.routed);
  wait_times(worker, kWeighAndAddExperts);
  run_experts(worker, layer.shared, b.shared);
  // The shared expert's output and the residual.
  wait_times(worker, 2);
}

std::size_t bytes_of(const HeadMatrices& heads) { return bytes_of(heads.k_b) + bytes_of(heads.v_b); }

std::size_t bytes_of(const Layer& layer) {
  std::size_t bytes = bytes_of(layer.routed) + bytes_of(layer.shared) + bytes_of(layer.heads);
  for (const Matrix* matrix : {&layer.q_a, &layer.q_b, &layer.kv_a, &layer.out, &layer.router})
    bytes += bytes_of(*matrix);
  return bytes;
}

}  // namespace probellm::bench
