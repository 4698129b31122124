#include "core/comparison_json.h"

#include <utility>

#include "core/names.h"

namespace probellm::core {
namespace {

Json fact_change_json(const FactChange& change) {
  return {{"what", change.what},
          {"places", change.places},
          {"before", text_or_null(change.before)},
          {"after", text_or_null(change.after)}};
}

Json row_change_json(const RowChange& row) {
  return {{"id", row.id},       {"at", row.at},       {"unit", name_of(row.unit)},  {"before", row.before},
          {"after", row.after}, {"noise", row.noise}, {"trend", name_of(row.trend)}};
}

Json fit_change_json(const FitChange& fit) {
  return {{"quant_name", fit.quant_name},
          {"verdict_before", name_of(fit.before)},
          {"verdict_after", name_of(fit.after)},
          {"decode_tokens_per_second_before", interval_json(fit.speed_before)},
          {"decode_tokens_per_second_after", interval_json(fit.speed_after)}};
}

template <class Item>
Json list_of(const std::vector<Item>& items, Json (*one)(const Item&)) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(one(item));
  return list;
}

}  // namespace

Json comparison_json(const Comparison& comparison) {
  return {{"before", comparison.before},
          {"after", comparison.after},
          {"facts", list_of(comparison.facts, fact_change_json)},
          {"rows", list_of(comparison.rows, row_change_json)},
          {"rows_only_before", comparison.only_before},
          {"rows_only_after", comparison.only_after},
          {"fits", list_of(comparison.fits, fit_change_json)}};
}

}  // namespace probellm::core
