#include "core/fleet_json.h"

#include "core/json_fields.h"
#include "core/names.h"

namespace probellm::core {
namespace {

Json number_or_null(const std::optional<double>& number) { return number ? Json(*number) : Json(nullptr); }

Json rate_or_null(const std::optional<BytesPerSecond>& rate) {
  return rate ? Json(rate->value) : Json(nullptr);
}

}  // namespace

Json fleet_json(const Fleet& fleet) {
  Json groups = Json::array(), outliers = Json::array(), ranking = Json::array(), problems = Json::array();
  for (const FleetGroup& group : fleet.groups)
    groups.push_back({{"what", group.what},
                      {"nodes", group.nodes},
                      {"measured", group.measured},
                      {"median_read_bytes_per_second", rate_or_null(group.median_read)}});
  for (const FleetOutlier& outlier : fleet.outliers)
    outliers.push_back({{"node", outlier.node},
                        {"group", outlier.group},
                        {"read_bytes_per_second", rate_or_null(outlier.read)},
                        {"of_median", number_or_null(outlier.of_median)},
                        {"causes", outlier.causes}});
  for (const FleetRank& rank : fleet.ranking)
    ranking.push_back({{"node", rank.node}, {"tokens_per_second", rank.tokens_per_second}});
  for (const FleetProblem& problem : fleet.problems)
    problems.push_back({{"file", problem.file}, {"line", problem.line}, {"what", problem.what}});
  Json together = Json::array();
  for (const NodesFit& fit : fleet.together)
    together.push_back({{"group", fit.group},
                        {"sharing", name_of(fit.sharing)},
                        {"nodes", fit.nodes},
                        {"verdict", name_of(fit.verdict)},
                        {"decode_tokens_per_second", interval_json(fit.decode_tokens_per_second)},
                        {"share_of_interconnect", fit.share_of_interconnect}});
  Json each = Json::array();
  for (const FleetNode& node : fleet.each)
    each.push_back({{"node", node.node},
                    {"group", node.group},
                    {"read_bytes_per_second", rate_or_null(node.read)},
                    {"of_median", number_or_null(node.of_median)},
                    {"tokens_per_second", number_or_null(node.tokens_per_second)},
                    {"stands_out", node.stands_out}});
  return {{"asked", fleet.asked},
          {"each", std::move(each)},
          {"nodes", fleet.nodes},
          {"groups", std::move(groups)},
          {"outliers", std::move(outliers)},
          {"ranking", std::move(ranking)},
          {"problems", std::move(problems)},
          {"together", std::move(together)}};
}

}  // namespace probellm::core
