#pragma once

#include <cstdint>

#include "core/model.h"
#include "core/result.h"
#include "core/units.h"
#include "gguf/file.h"

namespace probellm::gguf {

/// A cut of a model that keeps the true shape of every layer, but has fewer layers, experts and words; the
/// experts in one type (of a model without any, all layers), the rest in another, the router and the norms in
/// F32.
struct Slice {
  std::int64_t dense_layers = 1;
  std::int64_t moe_layers = 1;
  /// Experts a layer; not fewer than a token uses.
  std::int64_t experts = 0;
  std::int64_t vocabulary = 0;
  core::TensorType experts_type;
  core::TensorType rest_type;
};

/// The bytes of weights that decoding one token reads: the routed experts in use, and all else of which of
/// the embedding one row.
struct TokenReads {
  core::Bytes routed;
  core::Bytes rest;
};

/// The file that llama.cpp loads as that slice (MLA in its absorbed form, no tokenizer); Unsupported where
/// the model's architecture is none of deepseek2, llama, qwen3 and qwen3moe, Malformed where the model has
/// fewer of something than the slice asks for, or the slice fewer experts than a token uses.
core::Result<File> plan_slice(const core::Model& model, const Slice& slice);

/// What one token reads of a file that plan_slice gave, of which each layer uses `experts_used`.
TokenReads read_per_token(const File& file, std::int64_t experts_used);

}  // namespace probellm::gguf
