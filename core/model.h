#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/units.h"

namespace probellm::core {

/// A file of the model that somebody published; bytes as its page states them, rounded as there.
struct PublishedFile {
  std::string name;
  Bytes size;
  std::string source;
};

/// The shape of a mixture-of-experts transformer with multi-head latent attention (MLA); counts are elements.
struct Model {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  std::string source;
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
  std::int64_t experts = 0;
  std::int64_t experts_used = 0;
  std::int64_t shared_experts = 0;
  std::int64_t expert_ffn = 0;
  std::int64_t dense_ffn = 0;
  std::vector<PublishedFile> published;
};

/// A tensor type: each block of `elements` takes `bytes`.
struct TensorType {
  std::string id;
  std::int64_t elements = 0;
  std::int64_t bytes = 0;
};

/// A recipe: routed experts in one type, everything else but the F32 router in another.
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

}  // namespace probellm::core
