#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/decode/operations.h"
#include "bench/decode/weights.h"
#include "bench/sampling.h"
#include "bench/session.h"
#include "core/measurement.h"
#include "core/model.h"

namespace probellm::bench {

/// What decode rows need beside the session: the model, the weights and the kernels between matrices.
struct Decoding {
  const core::Model& model;
  WeightPlaces places;
  VectorKernels vectors;
};

/// Looks at the plan and writes the weights within `time`; NotFound where the plan names no model.
core::Result<Decoding> prepare_decoding(Session& session, core::Seconds time);

/// A row that is still to be measured.
core::Measurement decode_row(const Session& session, std::string id, core::Unit unit, int threads);

/// One row for each of `rows`, all for that error: Skipped where no model was named.
std::vector<core::Measurement> rows_of_error(std::vector<core::Measurement> rows, const core::Error& error);

/// 1, 2, 4 and so on, and at last all of the session's threads.
std::vector<int> thread_counts(const Session& session);

/// Lets the first `threads` threads do `work` together and times it.
core::Seconds time_together(Session& session, const Decoding& decoding, int threads,
                            const std::function<void(const Worker& worker)>& work);

/// Measures each row with its share of what is left of `ceiling`.
std::vector<core::Measurement> measure_each(
    Session& session, core::Seconds ceiling, std::vector<core::Measurement> rows,
    const std::function<core::Measurement(core::Measurement row, core::Seconds ceiling)>& measure);

/// A row for each type, ids beginning with `prefix`.
std::vector<core::Measurement> type_rows(const Session& session, std::string_view prefix, core::Unit unit,
                                         const std::vector<std::string_view>& types,
                                         const std::vector<int>& threads);

/// The type at the end of a row's id, which begins with `prefix`.
const WeightType& type_of_row(const core::Measurement& row, std::string_view prefix);

/// The `usual` types (what most recipes are made of), or in Depth::Full every type that has a kernel, or
/// those of `prefix` that the plan wants only.
std::vector<std::string_view> types_to_measure(const Session& session, std::string_view prefix,
                                               std::vector<std::string_view> usual = {"q8_0", "q4_k", "q4_0",
                                                                                      "q2_k", "iq2_xxs"});

/// Samples of 0.1 s at least, if there is time for it.
StoppingRule decode_rule(core::Seconds ceiling);

/// `row` as Failed because its result was wrong.
core::Measurement wrong_result(core::Measurement row);

}  // namespace probellm::bench
