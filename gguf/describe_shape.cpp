#include "gguf/describe_shape.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>

#include "core/plain_text.h"
#include "gguf/describe_keys.h"
#include "gguf/read_cursor.h"

namespace probellm::gguf {
namespace {

// The bounds of profiles/read_profile.cpp, which keep every product within 2^62.
constexpr std::int64_t kMostHidden = 1 << 16;
constexpr std::int64_t kMostWords = 1 << 22;
constexpr std::int64_t kMostContext = 1 << 30;
constexpr std::int64_t kMostHeads = 1 << 12;
constexpr std::int64_t kMostDimensions = 1 << 12;
constexpr std::int64_t kMostExperts = 1 << 12;
constexpr std::int64_t kMostFfn = 1 << 17;

/// An architecture of which all but each `period`th layer see a window only, unless its file says so itself.
struct WindowPattern {
  std::string_view architecture;
  std::int64_t period = 0;
};

// set_swa_pattern of these in src/models of llama.cpp, where sliding_window is in the file.
constexpr std::array kWindowPatterns{WindowPattern{"gpt-oss", 2}, WindowPattern{"gemma2", 2},
                                     WindowPattern{"gemma3", 6},  WindowPattern{"gemma3n", 5},
                                     WindowPattern{"cohere2", 4}, WindowPattern{"exaone4", 4}};

std::int64_t mean_rounded_up(const std::vector<std::int64_t>& values) {
  const std::int64_t sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
  const auto count = static_cast<std::int64_t>(values.size());
  return count > 0 ? (sum + count - 1) / count : 0;
}

std::int64_t known_period(const std::string& architecture) {
  for (const WindowPattern& pattern : kWindowPatterns)
    if (pattern.architecture == architecture) return pattern.period;
  return 0;
}

void read_window(ArchitectureKeys& keys, core::Model& model) {
  constexpr std::string_view kPattern = "attention.sliding_window_pattern";
  const std::int64_t window = keys.optional("attention.sliding_window", kMostContext);
  if (window == 0) return;
  if (keys.array(kPattern) != nullptr) {
    const auto flags = keys.by_layer(kPattern, model.layers, 1);
    model.windowed_layers = std::accumulate(flags.begin(), flags.end(), std::int64_t{0});
  } else {
    const std::int64_t period =
        keys.has(kPattern) ? keys.optional(kPattern, model.layers) : known_period(model.architecture);
    model.windowed_layers = period > 0 ? model.layers - model.layers / period : 0;
  }
  model.window = model.windowed_layers > 0 ? window : 0;
}

/// MLA: files from before 2025-04 give the lengths of an uncompressed head as key_length and value_length;
/// newer ones give those of the compressed row there, and the head's under keys of their own.
void read_latent_attention(ArchitectureKeys& keys, core::Model& model) {
  const bool is_new = keys.has("attention.key_length_mla");
  const std::string_view key = is_new ? "attention.key_length_mla" : "attention.key_length";
  const std::string_view value = is_new ? "attention.value_length_mla" : "attention.value_length";
  model.kv_lora_rank = keys.required("attention.kv_lora_rank", kMostHidden);
  model.q_lora_rank = keys.optional("attention.q_lora_rank", kMostHidden);
  model.qk_rope_dim = keys.required("rope.dimension_count", kMostDimensions);
  model.v_dim = keys.required(value, kMostDimensions);
  const std::int64_t head = keys.required(key, 2 * kMostDimensions);
  if (head <= model.qk_rope_dim || head - model.qk_rope_dim > kMostDimensions)
    return keys.expected(key,
                         "a number above rope.dimension_count (" + std::to_string(model.qk_rope_dim) + ")");
  model.qk_nope_dim = head - model.qk_rope_dim;
}

void read_grouped_attention(ArchitectureKeys& keys, core::Model& model) {
  const auto kv_heads = keys.by_layer("attention.head_count_kv", model.layers, kMostHeads);
  model.kv_heads = kv_heads.empty() ? model.heads : mean_rounded_up(kv_heads);
  if (model.kv_heads < 1 && !keys.error())
    return keys.expected("attention.head_count_kv", "at least one head in some layer");
  const std::int64_t head = keys.has("attention.key_length")
                                ? keys.required("attention.key_length", kMostDimensions)
                                : model.hidden / std::max<std::int64_t>(model.heads, 1);
  const std::int64_t value =
      keys.has("attention.value_length") ? keys.required("attention.value_length", kMostDimensions) : head;
  model.head_dim = (head + value + 1) / 2;
  if (model.head_dim < 1 || model.head_dim > kMostDimensions)
    keys.expected("attention.key_length", "a number from 1 to " + std::to_string(kMostDimensions));
}

void read_attention(ArchitectureKeys& keys, core::Model& model) {
  model.heads = mean_rounded_up(keys.by_layer("attention.head_count", model.layers, kMostHeads));
  if (model.heads < 1) return keys.expected("attention.head_count", "at least one head");
  if (keys.optional("attention.kv_lora_rank", kMostHidden) > 0)
    read_latent_attention(keys, model);
  else
    read_grouped_attention(keys, model);
  read_window(keys, model);
}

void read_experts(ArchitectureKeys& keys, const Census& census, core::Model& model) {
  model.experts = keys.required("expert_count", kMostExperts);
  model.experts_used = keys.required("expert_used_count", model.experts);
  model.expert_ffn = census.expert_ffn;
  if (model.expert_ffn < 1 || model.expert_ffn > kMostFfn)
    return keys.expected("expert_feed_forward_length",
                         "tensors ffn_down_exps of rows of 1 to " + std::to_string(kMostFfn));
  if (!census.has_shared_experts) return;
  const std::int64_t width = keys.optional("expert_shared_feed_forward_length", kMostFfn);
  const std::int64_t named = keys.optional("expert_shared_count", kMostExperts);
  model.shared_experts = named > 0 ? named : std::max<std::int64_t>(1, width / model.expert_ffn);
}

void read_mlp(ArchitectureKeys& keys, const Census& census, core::Model& model) {
  if (census.expert_layers > 0)
    read_experts(keys, census, model);
  else if (keys.optional("expert_count", kMostExperts) > 0)
    keys.expected("expert_count", "0, as no tensor ffn_*_exps was found, or such tensors");
  model.leading_dense_layers = model.layers - census.expert_layers;
  if (model.leading_dense_layers == 0) return;
  const auto widths = keys.by_layer("feed_forward_length", model.layers, kMostFfn);
  if (!widths.empty()) model.dense_ffn = *std::ranges::max_element(widths);
  if (model.dense_ffn < 1)
    keys.expected("feed_forward_length", "a number from 1 to " + std::to_string(kMostFfn));
}

/// A model's file name without its ending and the number of a shard.
std::string stem_of(const ModelFiles& files) {
  if (files.files.empty()) return "model";
  std::string stem = std::filesystem::path(files.files.front().path).stem().string();
  const std::size_t shard = stem.rfind("-00001-of-");
  return core::without_controls(shard != std::string::npos ? stem.substr(0, shard) : stem);
}

void read_names(const ModelFiles& files, core::Model& model) {
  const std::string stem = stem_of(files);
  const std::string name = text_of(files.metadata, "general.name");
  model.id = stem;
  model.name = name.empty() ? stem : shown(name);
  model.source = "header of " + stem + ".gguf";
}

}  // namespace

core::Result<core::Model> shape_of(const ModelFiles& files, const std::string& architecture,
                                   const Census& census) {
  ArchitectureKeys keys(files.metadata, architecture);
  core::Model model;
  read_names(files, model);
  model.architecture = architecture;
  model.layers = census.layers;
  model.vocabulary = census.vocabulary;
  model.has_tied_head = !census.has_output;
  model.hidden = keys.required("embedding_length", kMostHidden);
  model.max_context = keys.optional("context_length", kMostContext);
  if (!keys.error() && model.hidden != census.embedding_width)
    keys.expected("embedding_length",
                  "the width of token_embd.weight (" + std::to_string(census.embedding_width) + ")");
  if (model.vocabulary > kMostWords)
    return core::Error{core::ErrorKind::Malformed,
                       "tensor token_embd.weight has " + std::to_string(model.vocabulary) +
                           " rows, where at most " + std::to_string(kMostWords) + " were expected"};
  read_attention(keys, model);
  read_mlp(keys, census, model);
  if (keys.error()) return *keys.error();
  return model;
}

}  // namespace probellm::gguf
