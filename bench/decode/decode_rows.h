#pragma once

#include <vector>

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Bytes of weights a second that threads read as they decode with routed experts of the plan's model, a row
/// for each type and, in depth, number of threads; overwrites the session's arena with weights.
std::vector<core::Measurement> measure_expert_decode(Session& session, core::Seconds ceiling);

/// The same rate with one matrix whose rows are long, a dense network's last.
std::vector<core::Measurement> measure_long_rows(Session& session, core::Seconds ceiling);

/// The same rate with latent attention's matrices of single heads.
std::vector<core::Measurement> measure_heads(Session& session, core::Seconds ceiling);

/// Seconds of one whole MoE layer of the plan's model for one token, at no context, a row for each type of
/// its routed experts.
std::vector<core::Measurement> measure_layer_decode(Session& session, core::Seconds ceiling);

/// Seconds of attention in one layer of the plan's model for one token, a row for each depth of context.
std::vector<core::Measurement> measure_attention(Session& session, core::Seconds ceiling);

/// Operations a second of an expert's matrix times batches of tokens, a row for each type and batch.
std::vector<core::Measurement> measure_matmul(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
