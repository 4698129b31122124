#pragma once

#include <cstdint>

#include "core/engine.h"
#include "core/model.h"
#include "core/units.h"

namespace probellm::estimator {

/// Bytes of the KV cache for one token: MLA keeps one compressed row a layer (kv_lora_rank + qk_rope_dim
/// elements), keys only; other attention keys and values of each KV head.
core::Bytes kv_bytes_per_token(const core::Model& model, const core::TensorType& kv_type);

/// Bytes of what linear attention keeps of a sequence, in f32, however long it is.
core::Bytes linear_state_bytes(const core::Model& model);

/// Bytes of the KV cache of a whole context; windowed layers keep no more than their window, layers of linear
/// attention their state.
core::Bytes kv_bytes(const core::Model& model, const core::TensorType& kv_type, std::int64_t context_tokens);

/// Bytes of the engine's compute buffers for a context, with flash attention: logits, mask and activations of
/// one micro-batch. The log of K2-0905 at 64k and micro-batch 4096 has 1.2 times as much.
core::Bytes compute_buffer_bytes(const core::Model& model, const core::Engine& engine,
                                 std::int64_t context_tokens);

/// Operations of attention for one token of a prompt behind `depth` tokens, with keys and values of each
/// head: what engines compute for many tokens at once.
core::Flops prompt_attention_work(const core::Model& model, std::int64_t depth);

/// Operations of attention for one new token behind `depth` tokens, weights left out.
core::Flops attention_work(const core::Model& model, std::int64_t depth);

}  // namespace probellm::estimator
