#include "bench/decode/decode_rows.h"

#include <algorithm>
#include <utility>

#include "bench/decode/decoding.h"
#include "bench/decode/experts.h"
#include "bench/decode/layer.h"

namespace probellm::bench {
namespace {

core::Measurement measure_experts(Session& session, Decoding& decoding, core::Measurement row,
                                  core::Seconds ceiling) {
  const core::Model& model = decoding.model;
  const WeightType& type = type_of_row(row, core::kDecodeExperts);
  const auto count = static_cast<std::size_t>(model.experts_used);
  const auto place = [&] {
    return place_experts(decoding.places, model, type, session.kernels.target, count);
  };
  auto experts = place();
  if (!experts) return row_of_error(std::move(row), experts.error());
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes_of(*experts))};
  ExpertBuffers buffers = expert_buffers(model, count);
  const auto run = [&](const Worker& worker) { run_experts(worker, *experts, buffers); };
  const auto sample = [&] {
    experts = place();
    return (row.bytes_per_sample / time_together(session, decoding, row.threads, run)).value;
  };
  warm_up(sample);
  if (!experts_are_right(*experts, buffers)) return wrong_result(std::move(row));
  auto samples = take_samples(session, decode_rule(ceiling), sample);
  if (!experts_are_right(*experts, buffers)) return wrong_result(std::move(row));
  return with_samples(std::move(row), std::move(samples), session.arena->warnings);
}

core::Measurement measure_layer(Session& session, Decoding& decoding, core::Measurement row,
                                core::Seconds ceiling) {
  const WeightType& type = type_of_row(row, core::kDecodeLayer);
  const auto place = [&] {
    return place_layer(decoding.places, decoding.model, type, session.kernels.target);
  };
  auto layer = place();
  if (!layer) return row_of_error(std::move(row), layer.error());
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes_of(*layer))};
  LayerBuffers buffers = layer_buffers(decoding.model);
  const auto run = [&](const Worker& worker) { run_layer(worker, *layer, buffers); };
  const auto sample = [&] {
    layer = place();
    return time_together(session, decoding, row.threads, run).value;
  };
  warm_up(sample);
  auto samples = take_samples(session, decode_rule(ceiling), sample);
  const bool right = experts_are_right(layer->routed, buffers.routed) &&
                     is_right(layer->out, layer->out.rows - 1, buffers.heads.inputs(), buffers.result.data());
  if (!right) return wrong_result(std::move(row));
  return with_samples(std::move(row), std::move(samples), session.arena->warnings);
}

}  // namespace

std::vector<core::Measurement> measure_expert_decode(Session& session, core::Seconds ceiling) {
  const core::Seconds end = session.now() + ceiling;
  const auto types = types_to_measure(session, core::kDecodeExperts);
  auto rows = type_rows(session, core::kDecodeExperts, core::Unit::ByteRate, types, thread_counts(session));
  for (core::Measurement& row : rows) row.device = "memory";
  auto decoding = prepare_decoding(session, ceiling);
  if (!decoding) return rows_of_error(std::move(rows), decoding.error());
  return measure_each(session, end - session.now(), std::move(rows),
                      [&](core::Measurement row, core::Seconds time) {
                        return measure_experts(session, decoding.value(), std::move(row), time);
                      });
}

std::vector<core::Measurement> measure_layer_decode(Session& session, core::Seconds ceiling) {
  const core::Seconds end = session.now() + ceiling;
  const auto types = types_to_measure(session, core::kDecodeLayer, {"q4_k", "iq2_xxs"});
  auto rows = type_rows(session, core::kDecodeLayer, core::Unit::Time, types, thread_counts(session));
  auto decoding = prepare_decoding(session, ceiling);
  if (!decoding) return rows_of_error(std::move(rows), decoding.error());
  return measure_each(session, end - session.now(), std::move(rows),
                      [&](core::Measurement row, core::Seconds time) {
                        return measure_layer(session, decoding.value(), std::move(row), time);
                      });
}

}  // namespace probellm::bench
