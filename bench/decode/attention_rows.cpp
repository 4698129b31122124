#include <algorithm>
#include <utility>

#include "bench/decode/decode_rows.h"
#include "bench/decode/decoding.h"
#include "bench/decode/experts.h"

namespace probellm::bench {
namespace {

// The kernels blend 4 heads and 16 columns at once.
constexpr std::size_t kHeadsAtOnce = 4;
constexpr std::size_t kColumnsAtOnce = 16;
// Rows of the cache that stay in a core's cache while all heads pass over them.
constexpr std::size_t kRowsForScores = 16;
constexpr std::size_t kRowsForValues = 512;

// Latent attention of one token: each head's query meets every row of a cache that all share, and blends the
// first `values` columns of the rows.
struct Attention {
  Matrix cache;
  std::size_t heads = 0;
  std::size_t values = 0;
  std::vector<InputBuffer> queries;
  std::vector<Inputs> inputs;
  /// Scores of a head for each row, the heads one behind the other.
  std::vector<float> scores;
  std::vector<float> out;
};

core::Result<Attention> place_attention(Decoding& decoding, std::string_view set, std::size_t depth) {
  const core::Model& model = decoding.model;
  const auto width = static_cast<std::size_t>(model.kv_lora_rank + model.qk_rope_dim);
  const auto cache = place_matrix(decoding.places, weight_type("f16"), set, depth, width);
  if (!cache) return cache.error();
  Attention attention;
  attention.cache = *cache;
  attention.heads = static_cast<std::size_t>(model.heads) / kHeadsAtOnce * kHeadsAtOnce;
  attention.values = static_cast<std::size_t>(model.kv_lora_rank) / kColumnsAtOnce * kColumnsAtOnce;
  attention.queries.assign(attention.heads, InputBuffer(width));
  for (std::size_t h = 0; h < attention.heads; ++h) {
    draw(attention.queries[h], h + 3);
    attention.inputs.push_back(attention.queries[h].inputs());
  }
  attention.scores.resize(attention.heads * depth);
  attention.out.resize(attention.heads * attention.values);
  return attention;
}

void score(const Worker& worker, Attention& a) {
  const Share share = share_of(worker, a.cache.rows);
  for (std::size_t row = share.begin; row < share.end; row += kRowsForScores) {
    const std::size_t rows = std::min(kRowsForScores, share.end - row);
    a.cache.multiply(
        {a.cache.weights + bytes_of(*a.cache.type, row * a.cache.columns), rows, a.cache.columns},
        a.inputs.data(), a.heads, a.scores.data() + row, a.cache.rows);
  }
}

void blend(const Worker& worker, Attention& a) {
  const auto* cache = reinterpret_cast<const Half*>(a.cache.weights);
  const std::size_t groups = a.heads / kHeadsAtOnce;
  const Share share = share_of(worker, a.values / kColumnsAtOnce * groups);
  for (std::size_t row = 0; row < a.cache.rows; row += kRowsForValues) {
    const std::size_t rows = std::min(kRowsForValues, a.cache.rows - row);
    for (std::size_t unit = share.begin; unit < share.end; ++unit) {
      const std::size_t column = unit / groups * kColumnsAtOnce, head = unit % groups * kHeadsAtOnce;
      worker.vectors.blend(cache + row * a.cache.columns + column, a.cache.columns, rows,
                           a.scores.data() + head * a.cache.rows + row, a.cache.rows,
                           a.out.data() + head * a.values + column, a.values);
    }
  }
}

void attend(const Worker& worker, Attention& a) {
  score(worker, a);
  worker.barrier.wait();
  const Share heads = share_of(worker, a.heads);
  const float scale = 1 / static_cast<float>(a.cache.columns);
  for (std::size_t h = heads.begin; h < heads.end; ++h) {
    worker.vectors.softmax(a.scores.data() + h * a.cache.rows, a.cache.rows, scale);
    std::fill_n(a.out.begin() + static_cast<std::ptrdiff_t>(h * a.values), a.values, 0.0F);
  }
  worker.barrier.wait();
  blend(worker, a);
  worker.barrier.wait();
}

core::Measurement measure_depth(Session& session, Decoding& decoding, core::Measurement row,
                                core::Seconds ceiling) {
  auto attention =
      place_attention(decoding, session.kernels.target, static_cast<std::size_t>(row.at["depth_tokens"]));
  if (!attention) return row_of_error(std::move(row), attention.error());
  Attention& a = attention.value();
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes_of(a.cache))};
  row.operations_per_sample =
      core::Flops{2.0 * static_cast<double>(a.heads * a.cache.rows * (a.cache.columns + a.values))};
  const auto run = [&](const Worker& worker) { attend(worker, a); };
  time_together(session, decoding, row.threads, [&](const Worker& worker) { score(worker, a); });
  if (!is_right(a.cache, a.cache.rows - 1, a.inputs.back(), a.scores.data() + (a.heads - 1) * a.cache.rows))
    return wrong_result(std::move(row));
  auto samples = take_samples(session, decode_rule(ceiling), [&] {
    a.cache.weights = next_place(decoding.places, bytes_of(a.cache));
    return time_together(session, decoding, row.threads, run).value;
  });
  return with_samples(std::move(row), std::move(samples), session.arena->warnings);
}

}  // namespace

std::vector<core::Measurement> measure_attention(Session& session, core::Seconds ceiling) {
  const core::Seconds end = session.now() + ceiling;
  const bool full = session.plan.depth == Depth::Full;
  std::vector<core::Measurement> rows;
  for (const double depth : full ? std::vector<double>{256, 1024, 4096, 16384} : std::vector<double>{4096}) {
    const int threads = session.team ? session.team.value()->size() : 0;
    rows.push_back(decode_row(session, std::string(core::kDecodeAttention), core::Unit::Time, threads));
    rows.back().at["depth_tokens"] = depth;
  }
  auto decoding = prepare_decoding(session, ceiling);
  if (!decoding) return rows_of_error(std::move(rows), decoding.error());
  return measure_each(session, end - session.now(), std::move(rows),
                      [&](core::Measurement row, core::Seconds time) {
                        return measure_depth(session, decoding.value(), std::move(row), time);
                      });
}

}  // namespace probellm::bench
