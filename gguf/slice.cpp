#include "gguf/slice.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace probellm::gguf {
namespace {

using core::Bytes;
using core::Error;
using core::ErrorKind;
using core::Model;

// None of these changes how much work a token is, except that a scale of 1 would save the engine a step.
constexpr float kNormEpsilon = 1e-5F;
constexpr float kExpertScale = 2.827F;  // config.json of moonshotai/Kimi-K2.5, routed_scaling_factor
constexpr std::uint32_t kSigmoid = 2;   // LLAMA_EXPERT_GATING_FUNC_TYPE_SIGMOID

const core::TensorType kSingle{"f32", 1, 4};

/// An architecture of llama.cpp that slices can be written for, and whether it normalises each head's queries
/// and keys.
struct Writer {
  std::string_view architecture;
  bool norms_heads;
};
constexpr std::array kWriters{Writer{"deepseek2", false}, Writer{"llama", false}, Writer{"qwen3", true},
                              Writer{"qwen3moe", true}};

const Writer* find_writer(std::string_view architecture) {
  for (const Writer& writer : kWriters)
    if (writer.architecture == architecture) return &writer;
  return nullptr;
}

std::optional<Error> why_not(const Model& model, const Slice& slice) {
  const auto malformed = [](const std::string& what) { return Error{ErrorKind::Malformed, what}; };
  if (slice.dense_layers < 0 || slice.moe_layers < 0 || slice.dense_layers + slice.moe_layers < 1)
    return malformed("a slice needs at least one layer");
  if (slice.dense_layers > model.leading_dense_layers || slice.dense_layers + slice.moe_layers > model.layers)
    return malformed("the slice has more layers than " + model.name);
  if (!find_writer(model.architecture))
    return Error{ErrorKind::Unsupported,
                 "slices of the architecture " + model.architecture + " can't be written"};
  const bool uses_experts = slice.moe_layers > 0;
  if (uses_experts && (slice.experts < model.experts_used || slice.experts > model.experts))
    return malformed("a slice of " + model.name + " has " + std::to_string(model.experts_used) + " to " +
                     std::to_string(model.experts) + " experts");
  if (slice.vocabulary < 1 || slice.vocabulary > model.vocabulary)
    return malformed("a slice of " + model.name + " has 1 to " + std::to_string(model.vocabulary) + " words");
  return std::nullopt;
}

/// The metadata of a slice, whose keys begin with the architecture.
struct Metadata {
  const Model& m;
  const Slice& slice;
  std::vector<KeyValue> entries{};

  void put(const std::string& key, Value value) {
    entries.push_back({m.architecture + "." + key, std::move(value)});
  }
  void count(const std::string& key, std::int64_t value) { put(key, static_cast<std::uint32_t>(value)); }
};

void describe_latent_attention(Metadata& data) {
  const Model& m = data.m;
  data.count("attention.head_count_kv", 1);
  if (m.q_lora_rank > 0) data.count("attention.q_lora_rank", m.q_lora_rank);
  data.count("attention.kv_lora_rank", m.kv_lora_rank);
  data.count("attention.key_length", m.kv_lora_rank + m.qk_rope_dim);
  data.count("attention.value_length", m.kv_lora_rank);
  data.count("attention.key_length_mla", m.qk_nope_dim + m.qk_rope_dim);
  data.count("attention.value_length_mla", m.v_dim);
  data.count("rope.dimension_count", m.qk_rope_dim);
}

void describe_grouped_attention(Metadata& data) {
  const Model& m = data.m;
  data.count("attention.head_count_kv", m.kv_heads);
  data.count("attention.key_length", m.head_dim);
  data.count("attention.value_length", m.head_dim);
  data.count("rope.dimension_count", m.head_dim);
}

void describe_experts(Metadata& data) {
  const Model& m = data.m;
  data.count("expert_count", data.slice.experts);
  data.count("expert_used_count", m.experts_used);
  data.count("expert_feed_forward_length", m.expert_ffn);
  if (m.shared_experts > 0) data.count("expert_shared_count", m.shared_experts);
  if (!has_latent_attention(m)) return;
  data.put("expert_weights_scale", kExpertScale);
  data.put("expert_weights_norm", true);
  data.count("expert_gating_func", kSigmoid);
}

std::vector<KeyValue> metadata(const Model& m, const Slice& slice) {
  Metadata data{m, slice};
  data.entries = {{"general.architecture", m.architecture}, {"general.name", "slice of " + m.name}};
  data.count("vocab_size", slice.vocabulary);
  data.count("context_length", m.max_context);
  data.count("embedding_length", m.hidden);
  data.count("block_count", slice.dense_layers + slice.moe_layers);
  data.count("leading_dense_block_count", slice.dense_layers);
  data.count("feed_forward_length", m.dense_ffn > 0 ? m.dense_ffn : m.expert_ffn);
  data.count("attention.head_count", m.heads);
  data.put("attention.layer_norm_rms_epsilon", kNormEpsilon);
  has_latent_attention(m) ? describe_latent_attention(data) : describe_grouped_attention(data);
  if (slice.moe_layers > 0) describe_experts(data);
  data.entries.push_back({"tokenizer.ggml.model", std::string("no_vocab")});
  return std::move(data.entries);
}

struct Planner {
  const Model& m;
  const Slice& slice;
  std::vector<Tensor> tensors{};

  void words(std::string name) {
    tensors.push_back({std::move(name) + ".weight", {m.hidden, slice.vocabulary}, slice.rest_type});
  }
  void matrix(std::string name, std::vector<std::int64_t> shape) {
    const core::TensorType& type = core::type_of_layers(m, slice.experts_type, slice.rest_type);
    tensors.push_back({std::move(name) + ".weight", std::move(shape), type});
  }
  void norm(std::string name, std::int64_t length) {
    tensors.push_back({std::move(name) + ".weight", {length}, kSingle, Part::Everything, Fill::Ones});
  }
  void experts(std::string name, std::int64_t in, std::int64_t out) {
    tensors.push_back(
        {std::move(name) + ".weight", {in, out, slice.experts}, slice.experts_type, Part::RoutedExperts});
  }
};

void add_latent_attention(Planner& plan, const std::string& layer) {
  const Model& m = plan.m;
  const std::int64_t query_width = m.heads * (m.qk_nope_dim + m.qk_rope_dim);
  plan.norm(layer + "attn_norm", m.hidden);
  if (m.q_lora_rank > 0) {
    plan.matrix(layer + "attn_q_a", {m.hidden, m.q_lora_rank});
    plan.norm(layer + "attn_q_a_norm", m.q_lora_rank);
    plan.matrix(layer + "attn_q_b", {m.q_lora_rank, query_width});
  } else {
    plan.matrix(layer + "attn_q", {m.hidden, query_width});
  }
  plan.matrix(layer + "attn_kv_a_mqa", {m.hidden, m.kv_lora_rank + m.qk_rope_dim});
  plan.norm(layer + "attn_kv_a_norm", m.kv_lora_rank);
  plan.matrix(layer + "attn_k_b", {m.qk_nope_dim, m.kv_lora_rank, m.heads});
  plan.matrix(layer + "attn_v_b", {m.kv_lora_rank, m.v_dim, m.heads});
  plan.matrix(layer + "attn_output", {m.heads * m.v_dim, m.hidden});
}

void add_grouped_attention(Planner& plan, const std::string& layer) {
  const Model& m = plan.m;
  plan.norm(layer + "attn_norm", m.hidden);
  plan.matrix(layer + "attn_q", {m.hidden, m.heads * m.head_dim});
  plan.matrix(layer + "attn_k", {m.hidden, m.kv_heads * m.head_dim});
  plan.matrix(layer + "attn_v", {m.hidden, m.kv_heads * m.head_dim});
  plan.matrix(layer + "attn_output", {m.heads * m.head_dim, m.hidden});
  if (!find_writer(m.architecture)->norms_heads) return;
  plan.norm(layer + "attn_q_norm", m.head_dim);
  plan.norm(layer + "attn_k_norm", m.head_dim);
}

void add_mlp(Planner& plan, const std::string& layer, const std::string& suffix, std::int64_t width) {
  plan.matrix(layer + "ffn_gate" + suffix, {plan.m.hidden, width});
  plan.matrix(layer + "ffn_up" + suffix, {plan.m.hidden, width});
  plan.matrix(layer + "ffn_down" + suffix, {width, plan.m.hidden});
}

void add_experts(Planner& plan, const std::string& layer) {
  const Model& m = plan.m;
  const std::int64_t experts = plan.slice.experts;
  plan.tensors.push_back({layer + "ffn_gate_inp.weight", {m.hidden, experts}, kSingle});
  // A bias other than zero would choose the same experts for every token.
  if (has_latent_attention(m))
    plan.tensors.push_back({layer + "exp_probs_b.bias", {experts}, kSingle, Part::Everything, Fill::Zeros});
  plan.experts(layer + "ffn_gate_exps", m.hidden, m.expert_ffn);
  plan.experts(layer + "ffn_up_exps", m.hidden, m.expert_ffn);
  plan.experts(layer + "ffn_down_exps", m.expert_ffn, m.hidden);
  if (m.shared_experts > 0) add_mlp(plan, layer, "_shexp", m.shared_experts * m.expert_ffn);
}

}  // namespace

core::Result<File> plan_slice(const Model& model, const Slice& slice) {
  if (const auto error = why_not(model, slice)) return *error;
  Planner plan{model, slice};
  plan.words("token_embd");
  plan.tensors.back().part = Part::Embedding;
  plan.norm("output_norm", model.hidden);
  plan.words("output");
  for (std::int64_t index = 0; index < slice.dense_layers + slice.moe_layers; ++index) {
    const std::string layer = "blk." + std::to_string(index) + ".";
    has_latent_attention(model) ? add_latent_attention(plan, layer) : add_grouped_attention(plan, layer);
    plan.norm(layer + "ffn_norm", model.hidden);
    if (index < slice.dense_layers)
      add_mlp(plan, layer, "", model.dense_ffn);
    else
      add_experts(plan, layer);
  }
  return File{metadata(model, slice), std::move(plan.tensors)};
}

TokenReads read_per_token(const File& file, std::int64_t experts_used) {
  TokenReads reads;
  for (const Tensor& tensor : file.tensors) {
    const Bytes all = stored_bytes(tensor);
    switch (tensor.part) {
      case Part::Embedding:
        reads.rest += Bytes{all.value / tensor.shape.back()};
        break;
      case Part::RoutedExperts:
        reads.routed += Bytes{all.value / tensor.shape.back() * experts_used};
        break;
      case Part::Everything:
        reads.rest += all;
        break;
    }
  }
  return reads;
}

}  // namespace probellm::gguf
