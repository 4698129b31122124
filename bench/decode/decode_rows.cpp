#include "bench/decode/decode_rows.h"

#include <algorithm>
#include <utility>

#include "bench/decode/decoding.h"
#include "bench/decode/experts.h"
#include "bench/decode/layer.h"

namespace probellm::bench {
namespace {

// The time of `run` with matrices that lie elsewhere in each sample, or where the row is a rate their bytes
// over it; without a number where `is_right` says no of the first results or the last.
template <class Place, class Run, class Right>
core::Measurement measure_placed(Session& session, Decoding& decoding, core::Measurement row,
                                 core::Seconds ceiling, const Place& place, const Run& run,
                                 const Right& is_right) {
  auto placed = place();
  if (!placed) return row_of_error(std::move(row), placed.error());
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes_of(*placed))};
  const auto sample = [&] {
    placed = place();
    const core::Seconds time =
        time_together(session, decoding, row.threads, [&](const Worker& worker) { run(worker, *placed); });
    return row.unit == core::Unit::Time ? time.value : (row.bytes_per_sample / time).value;
  };
  warm_up(sample);
  if (!is_right(*placed)) return wrong_result(std::move(row));
  auto samples = take_samples(session, decode_rule(ceiling), sample);
  if (!is_right(*placed)) return wrong_result(std::move(row));
  return with_samples(std::move(row), std::move(samples), session.arena->warnings);
}

core::Measurement measure_experts(Session& session, Decoding& decoding, core::Measurement row,
                                  core::Seconds ceiling) {
  const WeightType& type = type_of_row(row, core::kDecodeExperts);
  const auto count = static_cast<std::size_t>(decoding.model.experts_used);
  ExpertBuffers buffers = expert_buffers(decoding.model, count);
  return measure_placed(
      session, decoding, std::move(row), ceiling,
      [&] { return place_experts(decoding.places, decoding.model, type, session.kernels.target, count); },
      [&](const Worker& worker, const Experts& experts) { run_experts(worker, experts, buffers); },
      [&](const Experts& experts) { return experts_are_right(experts, buffers); });
}

core::Measurement measure_long_rows_of(Session& session, Decoding& decoding, core::Measurement row,
                                       core::Seconds ceiling) {
  const core::Model& model = decoding.model;
  const WeightType& type = type_of_row(row, core::kDecodeLongRows);
  const auto rows = static_cast<std::size_t>(model.hidden);
  // The longest that a feed-forward network's or attention's last matrix has.
  const auto columns =
      static_cast<std::size_t>(std::max({core::kLongRow, model.dense_ffn, model.heads * model.v_dim}));
  InputBuffer in(columns);
  draw(in, 4);
  std::vector<float> out(rows);
  return measure_placed(
      session, decoding, std::move(row), ceiling,
      [&] { return place_matrix(decoding.places, type, session.kernels.target, rows, columns); },
      [&](const Worker& worker, const Matrix& matrix) { multiply_together(worker, matrix, in, out.data()); },
      [&](const Matrix& matrix) { return is_right(matrix, rows - 1, in.inputs(), out.data()); });
}

core::Measurement measure_heads_of(Session& session, Decoding& decoding, core::Measurement row,
                                   core::Seconds ceiling) {
  const core::Model& model = decoding.model;
  const WeightType& type = type_of_row(row, core::kDecodeHeads);
  LayerBuffers b = layer_buffers(model);
  draw(b.q, 5);
  return measure_placed(
      session, decoding, std::move(row), ceiling,
      [&] { return place_heads(decoding.places, model, type, session.kernels.target); },
      [&](const Worker& worker, const HeadMatrices& heads) {
        multiply_heads(worker, heads.k_b, heads.count, b.q, b.latent.floats());
        multiply_heads(worker, heads.v_b, heads.count, b.latent, b.heads.floats());
      },
      [&](const HeadMatrices& heads) {
        return is_right(heads.k_b, heads.k_b.rows / heads.count - 1, b.q.inputs(), b.latent.floats()) &&
               is_right(heads.v_b, heads.v_b.rows / heads.count - 1, b.latent.inputs(), b.heads.floats());
      });
}

core::Measurement measure_layer(Session& session, Decoding& decoding, core::Measurement row,
                                core::Seconds ceiling) {
  const WeightType& type = type_of_row(row, core::kDecodeLayer);
  LayerBuffers buffers = layer_buffers(decoding.model);
  return measure_placed(
      session, decoding, std::move(row), ceiling,
      [&] { return place_layer(decoding.places, decoding.model, type, session.kernels.target); },
      [&](const Worker& worker, const Layer& layer) { run_layer(worker, layer, buffers); },
      [&](const Layer& layer) {
        return experts_are_right(layer.routed, buffers.routed) &&
               is_right(layer.out, layer.out.rows - 1, buffers.heads.inputs(), buffers.result.data());
      });
}

using MeasureRow = core::Measurement (*)(Session&, Decoding&, core::Measurement, core::Seconds);

std::vector<core::Measurement> measure_types(Session& session, core::Seconds ceiling, std::string_view prefix,
                                             core::Unit unit, const std::vector<std::string_view>& types,
                                             MeasureRow measure) {
  const core::Seconds end = session.now() + ceiling;
  auto rows = type_rows(session, prefix, unit, types, thread_counts(session));
  if (unit == core::Unit::ByteRate)
    for (core::Measurement& row : rows) row.device = "memory";
  auto decoding = prepare_decoding(session, ceiling);
  if (!decoding) return rows_of_error(std::move(rows), decoding.error());
  return measure_each(session, end - session.now(), std::move(rows),
                      [&](core::Measurement row, core::Seconds time) {
                        return measure(session, decoding.value(), std::move(row), time);
                      });
}

}  // namespace

std::vector<core::Measurement> measure_expert_decode(Session& session, core::Seconds ceiling) {
  return measure_types(session, ceiling, core::kDecodeExperts, core::Unit::ByteRate,
                       types_to_measure(session, core::kDecodeExperts), &measure_experts);
}

std::vector<core::Measurement> measure_long_rows(Session& session, core::Seconds ceiling) {
  return measure_types(session, ceiling, core::kDecodeLongRows, core::Unit::ByteRate,
                       types_to_measure(session, core::kDecodeLongRows, {core::kRestType}),
                       &measure_long_rows_of);
}

std::vector<core::Measurement> measure_heads(Session& session, core::Seconds ceiling) {
  auto types = types_to_measure(session, core::kDecodeHeads, {core::kRestType});
  // Engines store heads otherwise where their short rows aren't whole blocks.
  if (const auto& model = session.plan.model; model && session.plan.only.empty())
    std::erase_if(types, [&](std::string_view type) {
      return model->qk_nope_dim % static_cast<std::int64_t>(weight_type(type).elements) != 0;
    });
  return measure_types(session, ceiling, core::kDecodeHeads, core::Unit::ByteRate, types, &measure_heads_of);
}

std::vector<core::Measurement> measure_layer_decode(Session& session, core::Seconds ceiling) {
  return measure_types(session, ceiling, core::kDecodeLayer, core::Unit::Time,
                       types_to_measure(session, core::kDecodeLayer, {"q4_k", "iq2_xxs"}), &measure_layer);
}

}  // namespace probellm::bench
