#include "gguf/describe_names.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace probellm::gguf {
namespace {

using core::Part;

constexpr std::string_view kBlock = "blk.";

// LLM_TENSOR_NAMES in llama-arch.cpp of llama.cpp: Mamba and hybrids, RWKV, LFM2.
constexpr std::array<std::string_view, 4> kRecurrent{"ssm_", "time_mix", "channel_mix", "shortconv"};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

TensorName take_apart(std::string_view name) {
  TensorName parts;
  if (name.starts_with(kBlock)) {
    const std::string_view rest = name.substr(kBlock.size());
    std::uint16_t layer = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), layer);
    if (error == std::errc() && end != rest.data() + rest.size() && *end == '.') {
      parts.layer = layer;
      name = rest.substr(static_cast<std::size_t>(end - rest.data()) + 1);
    }
  }
  for (const std::string_view ending : {".weight", ".bias", ".input_scale", ".scale"})
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  parts.stem = name;
  return parts;
}

bool has_all_experts(const TensorName& name) {
  return name.layer && name.stem.starts_with("ffn_") && name.stem.ends_with("_exps") &&
         !contains(name.stem, "norm");
}

bool has_one_expert(const TensorName& name) {
  if (!name.layer) return false;
  for (const std::string_view start : {"ffn_gate.", "ffn_up.", "ffn_down."})
    if (name.stem.starts_with(start)) return std::ranges::all_of(name.stem.substr(start.size()), is_digit);
  return false;
}

bool is_recurrent(const TensorName& name) {
  return std::ranges::any_of(kRecurrent,
                             [&](std::string_view start) { return name.stem.starts_with(start); });
}

bool is_read_by_row(const TensorName& name) {
  return !name.layer && (name.stem == "token_embd" || name.stem == "position_embd" ||
                         name.stem == "per_layer_token_embd" || name.stem == "token_types");
}

Part part_of(const TensorName& name, Part beside) {
  const std::string_view stem = name.stem;
  if (is_read_by_row(name) || stem == "token_embd_norm") return Part::Embedding;
  if (!name.layer && stem.starts_with("output")) return Part::Head;
  if (has_all_experts(name) || has_one_expert(name)) return Part::RoutedExperts;
  if (contains(stem, "_shexp")) return Part::SharedExperts;
  if (stem.starts_with("ffn_gate_inp") || stem.starts_with("exp_probs_b")) return Part::Router;
  if (stem == "attn_k_b" || stem == "attn_v_b") return Part::AttentionHeads;
  if (stem == "attn_output") return Part::AttentionOut;
  if (stem.starts_with("attn") || stem.starts_with("indexer") || stem.starts_with("rope_") ||
      stem.starts_with("post_attention"))
    return Part::Attention;
  if (stem == "ffn_down") return Part::DenseDown;
  return contains(stem, "norm") ? beside : Part::Dense;
}

}  // namespace probellm::gguf
