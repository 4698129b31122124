#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace probellm::tests {

/// A number's bytes as GGUF stores it.
template <class Number>
std::string raw(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

/// A text's bytes as GGUF stores it, behind its length.
inline std::string raw_text(const std::string& text) { return raw<std::uint64_t>(text.size()) + text; }

inline std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

/// Builds a GGUF file byte by byte, right or wrong, with nothing that the reader or the writer shares.
struct GgufBytes {
  std::string entries{};
  std::string tensors{};
  std::uint64_t entry_count = 0;
  std::uint64_t tensor_count = 0;
  std::uint32_t version = 3;
  std::uint64_t next_offset = 0;

  GgufBytes& entry(const std::string& key, std::uint32_t type, const std::string& value) {
    entries += raw_text(key) + raw(type) + value;
    ++entry_count;
    return *this;
  }
  GgufBytes& text(const std::string& key, const std::string& value) { return entry(key, 8, raw_text(value)); }
  GgufBytes& number(const std::string& key, std::uint32_t value) { return entry(key, 4, raw(value)); }
  GgufBytes& array(const std::string& key, std::uint32_t type, std::uint64_t length,
                   const std::string& values) {
    return entry(key, 9, raw(type) + raw(length) + values);
  }
  GgufBytes& numbers(const std::string& key, const std::vector<std::uint32_t>& values) {
    std::string all;
    for (const std::uint32_t value : values) all += raw(value);
    return array(key, 4, values.size(), all);
  }
  GgufBytes& tensor_at(const std::string& name, const std::vector<std::uint64_t>& shape, std::uint32_t type,
                       std::uint64_t offset) {
    tensors += raw_text(name) + raw(static_cast<std::uint32_t>(shape.size()));
    for (const std::uint64_t length : shape) tensors += raw(length);
    tensors += raw(type) + raw(offset);
    ++tensor_count;
    return *this;
  }
  /// An F32 tensor behind those before.
  GgufBytes& single(const std::string& name, const std::vector<std::uint64_t>& shape) {
    std::uint64_t bytes = 4;
    for (const std::uint64_t length : shape) bytes *= length;
    tensor_at(name, shape, 0, next_offset);
    next_offset += (bytes + 31) / 32 * 32;
    return *this;
  }
  std::string head() const {
    return "GGUF" + raw(version) + raw(tensor_count) + raw(entry_count) + entries + tensors;
  }
  /// With zeros for the F32 tensors' weights.
  std::string file() const {
    std::string all = head();
    all.append((32 - all.size() % 32) % 32 + next_offset, '\0');
    return all;
  }
};

/// The smallest model that can be described: one layer of a dense architecture.
inline GgufBytes smallest_model() {
  GgufBytes bytes;
  bytes.text("general.architecture", "llama").number("llama.block_count", 1);
  bytes.number("llama.embedding_length", 8).number("llama.attention.head_count", 2);
  bytes.number("llama.attention.head_count_kv", 1).number("llama.feed_forward_length", 16);
  bytes.single("token_embd.weight", {8, 3}).single("output_norm.weight", {8}).single("output.weight", {8, 3});
  bytes.single("blk.0.attn_q.weight", {8, 8}).single("blk.0.attn_norm.weight", {8});
  return bytes.single("blk.0.ffn_up.weight", {8, 16});
}

/// A mixture of experts with latent attention and a layer that predicts a further token; small enough to
/// mutate.
inline GgufBytes small_mixture() {
  GgufBytes bytes;
  bytes.text("general.architecture", "deepseek2").number("deepseek2.block_count", 3);
  bytes.number("deepseek2.nextn_predict_layers", 1).number("deepseek2.embedding_length", 8);
  bytes.numbers("deepseek2.attention.head_count", {2, 2, 2}).number("deepseek2.attention.kv_lora_rank", 4);
  bytes.number("deepseek2.attention.key_length", 6).number("deepseek2.attention.value_length", 4);
  bytes.number("deepseek2.rope.dimension_count", 2).number("deepseek2.feed_forward_length", 16);
  bytes.number("deepseek2.expert_count", 4).number("deepseek2.expert_used_count", 2);
  bytes.number("deepseek2.expert_shared_count", 1);
  bytes.array("tokenizer.ggml.tokens", 8, 2, raw_text("a") + raw_text("bc"));
  bytes.single("token_embd.weight", {8, 3}).single("output.weight", {8, 3}).single("output_norm.weight", {8});
  bytes.single("blk.0.attn_kv_b.weight", {4, 16}).single("blk.0.ffn_down.weight", {16, 8});
  bytes.single("blk.1.attn_kv_b.weight", {4, 16}).single("blk.1.ffn_gate_inp.weight", {8, 4});
  bytes.single("blk.1.ffn_down_exps.weight", {5, 8, 4}).single("blk.1.ffn_down_shexp.weight", {5, 8});
  bytes.single("blk.1.ffn_norm.weight", {8}).single("blk.2.nextn.eh_proj.weight", {16, 8});
  return bytes.single("blk.2.ffn_down_exps.weight", {5, 8, 4});
}

}  // namespace probellm::tests
