#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/units.h"

namespace probellm::core {

/// A file of the model that somebody published; bytes as its page states them, rounded as there.
struct PublishedFile {
  std::string name;
  Bytes size;
  std::string source;
};

/// The shape of a transformer, dense or with routed experts, with latent attention (MLA: kv_lora_rank, qk and
/// v dimensions) or grouped-query attention (kv_heads, head_dim); counts are elements, 0 where it has no such
/// thing.
struct Model {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  std::string source;
  /// As GGUF's general.architecture names it.
  std::string architecture;
  /// The recipe that its weights are published in; empty where that isn't one of them.
  std::string native_quant;
  std::int64_t layers = 0;
  std::int64_t leading_dense_layers = 0;
  std::int64_t hidden = 0;
  std::int64_t vocabulary = 0;
  std::int64_t max_context = 0;
  std::int64_t heads = 0;
  std::int64_t q_lora_rank = 0;
  std::int64_t kv_lora_rank = 0;
  std::int64_t qk_nope_dim = 0;
  std::int64_t qk_rope_dim = 0;
  std::int64_t v_dim = 0;
  std::int64_t kv_heads = 0;
  std::int64_t head_dim = 0;
  /// Layers that see only the last `window` tokens.
  std::int64_t windowed_layers = 0;
  std::int64_t window = 0;
  /// Whether the output head is the embedding's matrix.
  bool has_tied_head = false;
  /// Whether each full-attention layer also gates what its heads give, with a matrix of that width.
  bool has_output_gate = false;
  /// Layers of linear attention (KDA), which keep a state of linear_heads x linear_head_dim^2 numbers however
  /// long the context is.
  std::int64_t linear_layers = 0;
  std::int64_t linear_heads = 0;
  std::int64_t linear_head_dim = 0;
  std::int64_t experts = 0;
  std::int64_t experts_used = 0;
  std::int64_t shared_experts = 0;
  std::int64_t expert_ffn = 0;
  /// Width that routed experts read and write, with a projection on either side; 0 where that is `hidden`.
  std::int64_t expert_hidden = 0;
  std::int64_t dense_ffn = 0;
  std::vector<PublishedFile> published;
};

/// Weights from which a row and its vector crowd a first-level cache of 32 or 48 KiB.
inline constexpr std::int64_t kLongRow = 16384;

/// The type that `bench` takes for what isn't experts, and measures in every shape, as most recipes do.
inline constexpr std::string_view kRestType = "q8_0";

/// Whether its attention keeps one compressed row a layer for all heads (MLA).
inline bool has_latent_attention(const Model& model) { return model.kv_lora_rank > 0; }

/// A tensor type: each block of `elements` takes `bytes`. Where its kernels aren't measured they are taken to
/// get through as many weights a second as those of `computed_like` (empty where there is no such type),
/// which is that type's rate in bytes times bytes_over_like.
struct TensorType {
  std::string id;
  std::int64_t elements = 0;
  std::int64_t bytes = 0;
  std::string computed_like{};
  double bytes_over_like = 1;
};

/// What a weight belongs to; AttentionHeads are latent attention's matrices of single heads (k_b and v_b),
/// AttentionOut those whose rows are as long as all heads' results, DenseDown those whose rows are dense_ffn
/// long, and Head is the model's output.
enum class Part {
  RoutedExperts,
  SharedExperts,
  Attention,
  AttentionHeads,
  AttentionOut,
  Dense,
  DenseDown,
  Router,
  Head,
  Embedding
};

/// The weights of one part that are stored in one type, all layers together, and what of them decoding one
/// token reads.
struct WeightGroup {
  Part part = Part::Dense;
  TensorType type;
  std::int64_t elements = 0;
  std::int64_t elements_per_token = 0;
  Bytes bytes;
  Bytes bytes_per_token;
};

/// A recipe: routed experts (of a model without any, all layers) in one type, everything else but the F32
/// router in another.
struct Quant {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  TensorType experts;
  TensorType rest;
  std::string note;
  bool in_default_table = false;
  /// In the default table only of models that are published in it.
  bool only_where_native = false;
};

/// Of the types of experts and of the rest, that of a layer's matrices outside of routed experts and router.
inline const TensorType& type_of_layers(const Model& model, const TensorType& experts,
                                        const TensorType& rest) {
  return model.experts > 0 ? rest : experts;
}

}  // namespace probellm::core
