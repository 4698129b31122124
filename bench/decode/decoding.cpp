#include "bench/decode/decoding.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace probellm::bench {

core::Result<Decoding> prepare_decoding(Session& session, core::Seconds time) {
  if (!session.plan.model)
    return core::Error{core::ErrorKind::NotFound, "no model was named whose shapes it could have: name one"};
  const auto vectors = find_vector_kernels(session.kernels.target);
  if (!vectors) return vectors.error();
  const auto weights = prepare_weights(session, time);
  if (!weights) return weights.error();
  return Decoding{*session.plan.model, {*weights}, *vectors};
}

core::Measurement decode_row(const Session& session, std::string id, core::Unit unit, int threads) {
  core::Measurement row;
  row.id = std::move(id);
  row.device = "cpu";
  row.unit = unit;
  row.threads = threads;
  row.variant = session.kernels.target;
  if (session.plan.model) row.variant += ", shapes of " + session.plan.model->name;
  return row;
}

std::vector<core::Measurement> rows_of_error(std::vector<core::Measurement> rows, const core::Error& error) {
  for (core::Measurement& row : rows)
    row = error.kind == core::ErrorKind::NotFound
              ? without_number(std::move(row), core::Status::Skipped, error.what)
              : row_of_error(std::move(row), error);
  return rows;
}

std::vector<int> thread_counts(const Session& session) {
  const int all = session.team ? session.team.value()->size() : 0;
  std::vector<int> counts;
  if (session.plan.depth == Depth::Full)
    for (int count = 1; count < all; count *= 2) counts.push_back(count);
  counts.push_back(all);
  return counts;
}

core::Seconds time_together(Session& session, const Decoding& decoding, int threads,
                            const std::function<void(const Worker& worker)>& work) {
  SpinBarrier barrier(threads);
  const auto products = static_cast<std::size_t>(
      std::max({decoding.model.experts_used, decoding.model.shared_experts, std::int64_t{1}}));
  // On several nodes engines are asked to keep each thread to its own rows.
  std::vector<TakenChunks> taken(has_one_node(session) ? products : 0);
  return session.team.value()->timed(threads, [&](int worker) {
    work({static_cast<std::size_t>(worker), static_cast<std::size_t>(threads), barrier, decoding.vectors,
          taken});
  });
}

namespace {

// What a row has where writing the weights took its time: several samples of a large layer.
constexpr core::Seconds kLeast{0.15};

std::string pages_of_weights(const Session& session) {
  if (!session.weights_memory) return pages_in_words(*session.arena);
  return std::to_string(base_page().value / core::kKiB) + " KiB pages";
}

}  // namespace

std::vector<core::Measurement> measure_each(
    Session& session, core::Seconds ceiling, std::vector<core::Measurement> rows,
    const std::function<core::Measurement(core::Measurement row, core::Seconds ceiling)>& measure) {
  const core::Seconds end = session.now() + ceiling;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const core::Seconds share = (end - session.now()) * (1 / static_cast<double>(rows.size() - i));
    rows[i].variant += ", " + pages_of_weights(session);
    rows[i] = session.stop ? without_number(std::move(rows[i]), core::Status::Skipped, "interrupted")
                           : measure(std::move(rows[i]), std::max(share, kLeast));
  }
  return rows;
}

std::vector<core::Measurement> type_rows(const Session& session, std::string_view prefix, core::Unit unit,
                                         const std::vector<std::string_view>& types,
                                         const std::vector<int>& threads) {
  std::vector<core::Measurement> rows;
  for (const std::string_view type : types)
    for (const int count : threads)
      rows.push_back(decode_row(session, std::string(prefix) + std::string(type), unit, count));
  return rows;
}

const WeightType& type_of_row(const core::Measurement& row, std::string_view prefix) {
  return weight_type(std::string_view(row.id).substr(prefix.size()));
}

std::vector<std::string_view> types_to_measure(const Session& session, std::string_view prefix,
                                               std::vector<std::string_view> usual) {
  const Plan& plan = session.plan;
  std::vector<std::string_view> types;
  if (plan.depth != Depth::Full && plan.only.empty()) {
    if (prefix != core::kDecodeExperts) return usual;
    for (const WeightType& type : kWeightTypes)
      if (std::find(plan.types.begin(), plan.types.end(), type.id) != plan.types.end())
        types.push_back(type.id);
    if (types.empty() && plan.depth == Depth::Quick) return {"q4_k"};
    return types.empty() ? usual : types;
  }
  for (const WeightType& type : kWeightTypes)
    if (is_wanted(plan, std::string(prefix) + std::string(type.id))) types.push_back(type.id);
  return types;
}

StoppingRule decode_rule(core::Seconds ceiling) { return {{std::min(0.1, ceiling.value)}, ceiling}; }

core::Measurement wrong_result(core::Measurement row) {
  return without_number(std::move(row), core::Status::Failed,
                        "wrong result: the memory, a CPU or the kernel is faulty");
}

}  // namespace probellm::bench
