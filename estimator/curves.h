#pragma once

#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "estimator/candidates.h"

namespace probellm::estimator {

/// Decode over the engine's threads: a point for each count that decoding was measured with; empty where the
/// CPU doesn't decode or fewer than two counts were measured.
std::vector<core::ThreadsPoint> decode_by_threads(const core::Machine& machine,
                                                  const core::Measurements& measurements,
                                                  const Question& question, const Candidate& best,
                                                  Trust trust);

/// Prefill over the size of the micro-batch, each with a prompt of at least one micro-batch and the buffers
/// that it then needs; sizes with which the layout no longer fits are left out.
std::vector<core::MicroBatchPoint> prefill_by_micro_batch(const core::Machine& machine,
                                                          const core::Measurements& measurements,
                                                          core::Bytes budget, const Question& question,
                                                          const Candidate& best, Trust trust);

}  // namespace probellm::estimator
