#include "core/plan_json.h"

#include "core/names.h"

namespace probellm::core {
namespace {

/// Null without a list of prices.
Json cost_json(const std::optional<Cost>& cost) {
  if (!cost) return nullptr;
  return {{"amount", cost->amount ? Json(*cost->amount) : Json(nullptr)},
          {"unpriced", text_or_null(cost->unpriced)}};
}

Json population_json(const PopulationRow& row) {
  return {{"modules", row.modules.count},
          {"bytes_each", row.modules.each.value},
          {"type", row.modules.type},
          {"channels_filled", row.channels_filled},
          {"channels", row.channels},
          {"transfers_per_second", row.runs_at},
          {"slowed_by", text_or_null(row.slowed_by)},
          {"bandwidth_bytes_per_second", row.bandwidth.value},
          {"total_bytes", row.total.value},
          {"relative_size", row.relative_size},
          {"verdict", name_of(row.verdict)},
          {"decode_tokens_per_second", interval_json(row.decode_tokens_per_second)},
          {"cost", cost_json(row.cost)}};
}

Json change_json(const Change& change) {
  Json buys = Json::array();
  for (const Purchase& bought : change.buys) buys.push_back({{"count", bought.count}, {"what", bought.what}});
  return {{"what", change.what},
          {"buys", std::move(buys)},
          {"cost", cost_json(change.cost)},
          {"verdict", name_of(change.verdict)},
          {"decode_tokens_per_second", interval_json(change.decode_tokens_per_second)},
          {"times", change.times ? Json(*change.times) : Json(nullptr)},
          {"flips", change.flips}};
}

}  // namespace

Json plan_json(const Plan& plan) {
  Json json = {{"machine", plan.machine},
               {"channels_filled", plan.channels_filled},
               {"channels", plan.channels},
               {"transfers_per_second", plan.runs_at},
               {"slowed_by", text_or_null(plan.slowed_by)},
               {"is_even", plan.is_even},
               {"bandwidth_bytes_per_second", plan.bandwidth.value},
               {"target_tokens_per_second",
                plan.target_tokens_per_second ? Json(*plan.target_tokens_per_second) : Json(nullptr)},
               {"decode_tokens_per_second", interval_json(plan.now.decode_tokens_per_second)},
               {"currency", text_or_null(plan.currency)},
               {"sentence", plan.sentence}};
  json["populations"] = Json::array();
  for (const PopulationRow& row : plan.populations) json["populations"].push_back(population_json(row));
  json["changes"] = Json::array();
  for (const Change& change : plan.changes) json["changes"].push_back(change_json(change));
  return json;
}

Json matrix_json(const Matrix& matrix) {
  Json json = {{"model_name", matrix.model_name}, {"context_tokens", matrix.context_tokens}};
  json["rows"] = Json::array();
  for (const MatrixRow& row : matrix.rows) {
    Json cells = Json::array();
    for (const MatrixCell& cell : row.cells)
      cells.push_back({{"quant", cell.quant},
                       {"verdict", name_of(cell.verdict)},
                       {"decode_tokens_per_second", interval_json(cell.decode_tokens_per_second)}});
    json["rows"].push_back({{"class", row.memory.name},
                            {"machine", row.memory.machine},
                            {"bandwidth_bytes_per_second", row.bandwidth.value},
                            {"claimed_tokens_per_second", row.memory.claimed_tokens_per_second},
                            {"cells", std::move(cells)}});
  }
  return json;
}

}  // namespace probellm::core
