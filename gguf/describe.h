#pragma once

#include <vector>

#include "core/model.h"
#include "core/result.h"
#include "core/units.h"
#include "gguf/read_model.h"

namespace probellm::gguf {

/// What the estimator needs to know of a model on disk; the groups together are all weights of its files, to
/// the byte, and their types say which measured type they are computed like.
struct DescribedModel {
  core::Model model;
  std::vector<core::WeightGroup> weights;
  /// Of those, what decoding never reads though it is in the files: layers that predict further tokens (MTP),
  /// and the undivided matrix of MLA (attn_kv_b) beside its two halves.
  core::Bytes kept_in_ram_only;
};

/// The shape and the weights of a model, from the metadata and the names of its tensors. Unsupported where it
/// isn't a language model that attention alone drives (recurrent layers, encoders, vision projectors,
/// adapters); Malformed where keys or tensors that it needs are missing or contradict each other.
core::Result<DescribedModel> describe(const ModelFiles& files);

}  // namespace probellm::gguf
