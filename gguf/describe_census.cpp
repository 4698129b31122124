#include <map>
#include <set>
#include <string_view>

#include "gguf/describe_keys.h"
#include "gguf/describe_names.h"
#include "gguf/describe_shape.h"
#include "gguf/read_cursor.h"

namespace probellm::gguf {
namespace {

using core::Error;
using core::ErrorKind;

constexpr std::int64_t kMostLayers = 1 << 10;

/// What a layer's tensors are.
struct Layer {
  bool has_experts = false;
  bool predicts_further = false;
};
using Layers = std::map<std::int64_t, Layer>;

Error malformed(const std::string& what) { return {ErrorKind::Malformed, what}; }

Layers layers_of(const ModelFiles& files) {
  Layers layers;
  for (const StoredTensor& tensor : files.tensors) {
    const TensorName name = take_apart(tensor.described.name);
    if (!name.layer) continue;
    Layer& layer = layers[*name.layer];
    layer.has_experts = layer.has_experts || has_all_experts(name) || has_one_expert(name);
    layer.predicts_further = layer.predicts_further || name.stem.starts_with("nextn.");
  }
  return layers;
}

/// Layers without those at the end that predict further tokens, which block_count includes in some files and
/// not in others.
std::int64_t decoding_layers(const Layers& layers, std::int64_t blocks, std::int64_t predicting) {
  std::int64_t count = blocks;
  for (std::int64_t i = 0; i < predicting && count > 0; ++i) {
    const auto last = layers.find(count - 1);
    if (last != layers.end() && !last->second.predicts_further) break;
    --count;
  }
  return count;
}

void note(Census& census, const StoredTensor& tensor) {
  const TensorName name = take_apart(tensor.described.name);
  const auto& shape = tensor.described.shape;
  if (!name.layer && name.stem == "token_embd" && shape.size() == 2) {
    census.embedding_width = shape[0];
    census.vocabulary = shape[1];
  }
  census.has_output = census.has_output || tensor.described.name == "output.weight";
  census.has_split_kv = census.has_split_kv || (name.layer && name.stem == "attn_k_b");
  census.has_shared_experts = census.has_shared_experts || (name.layer && name.stem == "ffn_down_shexp");
  const bool is_down = name.stem.starts_with("ffn_down") && tensor.described.name.ends_with(".weight");
  if (is_down && (has_all_experts(name) || has_one_expert(name))) census.expert_ffn = shape[0];
}

core::Result<Census> refuse(const std::string& architecture, const std::string& what) {
  return Error{ErrorKind::Unsupported, "the architecture " + shown(architecture) + " " + what};
}

}  // namespace

core::Result<Census> take_census(const ModelFiles& files, const std::string& architecture) {
  Census census;
  for (const StoredTensor& tensor : files.tensors) {
    const TensorName name = take_apart(tensor.described.name);
    if (is_recurrent(name))
      return refuse(architecture, "has recurrent layers (tensor " + shown(tensor.described.name) +
                                      "), where attention in all layers was expected");
    if (name.stem.starts_with("enc.") || name.stem.starts_with("dec."))
      return refuse(architecture, "has an encoder and a decoder, where a decoder alone was expected");
    note(census, tensor);
  }
  if (census.vocabulary == 0)
    return malformed("tensor token_embd.weight is missing or no matrix, where the embedding was expected");
  ArchitectureKeys keys(files.metadata, architecture);
  const std::int64_t blocks = keys.required("block_count", kMostLayers);
  const std::int64_t predicting = keys.optional("nextn_predict_layers", kMostLayers);
  if (keys.error()) return *keys.error();
  const Layers layers = layers_of(files);
  census.layers = decoding_layers(layers, blocks, predicting);
  if (census.layers < 1) return malformed("no layer is left besides those that predict further tokens");
  for (std::int64_t layer = 0; layer < census.layers; ++layer) {
    const auto found = layers.find(layer);
    if (found == layers.end())
      return malformed("tensors blk." + std::to_string(layer) + ".* are missing, where " +
                       std::to_string(census.layers) + " layers were expected; a part of the model may be");
    if (found->second.has_experts) ++census.expert_layers;
  }
  return census;
}

}  // namespace probellm::gguf
