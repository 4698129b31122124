#pragma once

#include <cstdint>

#include "core/engine.h"
#include "core/model.h"
#include "core/units.h"

namespace probellm::estimator {

/// Bytes of the KV cache for one token: MLA keeps one compressed row a layer (kv_lora_rank + qk_rope_dim
/// elements), keys only.
core::Bytes kv_bytes_per_token(const core::Model& model, const core::TensorType& kv_type);

/// Bytes of the engine's compute buffers for a context: logits, mask, activations of one micro-batch. Within
/// a quarter of what loaders log.
core::Bytes compute_buffer_bytes(const core::Model& model, const core::Engine& engine,
                                 std::int64_t context_tokens);

/// Operations of MLA attention for one new token behind `depth` tokens, weights left out.
core::Flops attention_work(const core::Model& model, std::int64_t depth);

}  // namespace probellm::estimator
