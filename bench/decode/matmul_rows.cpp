#include <algorithm>
#include <array>
#include <utility>

#include "bench/decode/decode_rows.h"
#include "bench/decode/decoding.h"
#include "bench/decode/experts.h"

namespace probellm::bench {
namespace {

// Rows that stay in a core's nearest cache, and vectors that stay in its second, while they meet.
constexpr std::size_t kRowsAtOnce = 16;
constexpr std::size_t kVectorsAtOnce = 32;
constexpr std::array kBatches = {1, 4, 16, 64, 256, 512};

struct Batch {
  std::vector<InputBuffer> buffers;
  std::vector<Inputs> vectors;
  /// Results of a vector for each row, the vectors one behind the other.
  std::vector<float> out;
};

Batch draw_batch(const Matrix& matrix, std::size_t size) {
  Batch batch{std::vector<InputBuffer>(size, InputBuffer(matrix.columns)), {}, {}};
  for (InputBuffer& buffer : batch.buffers) {
    draw(buffer, batch.vectors.size() + 7);
    batch.vectors.push_back(buffer.inputs());
  }
  batch.out.resize(size * matrix.rows);
  return batch;
}

void multiply_batch(const Worker& worker, const Matrix& matrix, Batch& batch) {
  const Share mine = share_of(worker, batch.buffers.size());
  const Worker alone{0, 1, worker.barrier, worker.vectors};
  for (std::size_t v = mine.begin; v < mine.end; ++v) quantise(alone, *matrix.type, batch.buffers[v]);
  worker.barrier.wait();
  const Share rows = rows_of(worker, matrix);
  for (std::size_t v = 0; v < batch.vectors.size(); v += kVectorsAtOnce)
    for (std::size_t r = rows.begin; r < rows.end; r += kRowsAtOnce)
      matrix.multiply({matrix.weights + bytes_of(*matrix.type, r * matrix.columns),
                       std::min(kRowsAtOnce, rows.end - r), matrix.columns},
                      batch.vectors.data() + v, std::min(kVectorsAtOnce, batch.vectors.size() - v),
                      batch.out.data() + v * matrix.rows + r, matrix.rows);
  worker.barrier.wait();
}

core::Measurement measure_batch(Session& session, Decoding& decoding, core::Measurement row,
                                core::Seconds ceiling) {
  const core::Model& model = decoding.model;
  auto matrix =
      place_matrix(decoding.places, type_of_row(row, core::kPrefillMatmul), session.kernels.target,
                   static_cast<std::size_t>(model.expert_ffn), static_cast<std::size_t>(model.hidden));
  if (!matrix) return row_of_error(std::move(row), matrix.error());
  const auto size = static_cast<std::size_t>(row.at["batch"]);
  Batch batch = draw_batch(*matrix, size);
  const double flops = 2.0 * static_cast<double>(matrix->rows * matrix->columns * size);
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes_of(*matrix))};
  const auto run = [&](const Worker& worker) { multiply_batch(worker, *matrix, batch); };
  auto samples = take_samples(session, decode_rule(ceiling), [&] {
    matrix.value().weights = next_place(decoding.places, bytes_of(*matrix));
    return flops / time_together(session, decoding, row.threads, run).value;
  });
  for (const std::size_t v : {std::size_t{0}, size - 1})
    if (!samples.values.empty() &&
        !is_right(*matrix, matrix->rows - 1, batch.vectors[v], batch.out.data() + v * matrix->rows))
      return wrong_result(std::move(row));
  return with_samples(std::move(row), std::move(samples), session.arena->warnings);
}

}  // namespace

std::vector<core::Measurement> measure_matmul(Session& session, core::Seconds ceiling) {
  const core::Seconds end = session.now() + ceiling;
  const int threads = session.team ? session.team.value()->size() : 0;
  std::vector<core::Measurement> rows;
  for (const int batch : kBatches)
    for (core::Measurement& row : type_rows(session, core::kPrefillMatmul, core::Unit::FlopRate,
                                            types_to_measure(session, core::kPrefillMatmul), {threads})) {
      row.at["batch"] = batch;
      rows.push_back(std::move(row));
    }
  auto decoding = prepare_decoding(session, ceiling);
  if (!decoding) return rows_of_error(std::move(rows), decoding.error());
  return measure_each(session, end - session.now(), std::move(rows),
                      [&](core::Measurement row, core::Seconds time) {
                        return measure_batch(session, decoding.value(), std::move(row), time);
                      });
}

}  // namespace probellm::bench
