#pragma once

#include <cstdint>
#include <string>

#include "core/model.h"
#include "core/result.h"
#include "gguf/read_model.h"

namespace probellm::gguf {

/// What the tensors' names and shapes say of a model that its metadata may not.
struct Census {
  std::int64_t embedding_width = 0;
  std::int64_t vocabulary = 0;
  bool has_output = false;
  bool has_split_kv = false;
  /// Layers that decoding runs: without those at the end that predict further tokens.
  std::int64_t layers = 0;
  std::int64_t expert_layers = 0;
  bool has_shared_experts = false;
  std::int64_t expert_ffn = 0;
};

/// Counts the tensors of each kind; errors as those of describe.
core::Result<Census> take_census(const ModelFiles& files, const std::string& architecture);

/// The model's shape, from metadata and census; errors as those of describe.
core::Result<core::Model> shape_of(const ModelFiles& files, const std::string& architecture,
                                   const Census& census);

}  // namespace probellm::gguf
