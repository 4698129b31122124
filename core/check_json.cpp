#include "core/check_json.h"

#include "core/names.h"

namespace probellm::core {
namespace {

Json found_json(const Found& found) {
  Json value = nullptr;
  if (found.number) value = found.number->likely;
  if (!found.word.empty()) value = found.word;
  Json json = {{"place", text_or_null(found.place)}, {"value", value}};
  json["interval"] = found.number ? interval_json(found.number) : Json(nullptr);
  if (value.is_null()) {
    json["reason"] = found.reason;
    json["remedy"] = text_or_null(found.remedy);
    return json;
  }
  json["basis"] = name_of(found.basis);
  json["source"] = found.source;
  json["grade"] = found.grade ? Json(std::string(1, *found.grade)) : Json(nullptr);
  return json;
}

Json outcome_json(const Outcome& outcome) {
  Json json = {{"id", outcome.rule.id},
               {"require", outcome.rule.require},
               {"severity", name_of(outcome.rule.severity)},
               {"line", outcome.rule.line},
               {"state", name_of(outcome.state)},
               {"unit", name_of(outcome.dimension)}};
  json["wanted"] = outcome.wanted ? Json(*outcome.wanted) : Json(nullptr);
  json["found"] = Json::array();
  for (const Found& found : outcome.found) json["found"].push_back(found_json(found));
  json["reason"] = text_or_null(outcome.reason);
  json["remedy"] = text_or_null(outcome.remedy);
  return json;
}

Json drift_json(const Fact<Interval>& drift) {
  Json json = {{"value", drift ? interval_json(*drift) : Json(nullptr)}};
  json.update(provenance(drift));
  return json;
}

Json soak_json(const Soak& soak) {
  return {{"duration_seconds", soak.duration_seconds},
          {"read_bytes_per_second", soak.read_bytes_per_second},
          {"drift_percent", drift_json(soak.drift_percent)},
          {"throttle_events", fact_json(soak.throttle_events)},
          {"corrected_errors", fact_json(soak.corrected_errors)},
          {"uncorrected_errors", fact_json(soak.uncorrected_errors)}};
}

}  // namespace

Json check_json(const Check& check) {
  Json json = {{"policy", check.policy}, {"file", check.file}, {"depth", name_of(check.depth)}};
  json["counts"] = Json::object();
  for (const RuleState state : {RuleState::Pass, RuleState::NotChecked, RuleState::Marginal,
                                RuleState::Unknown, RuleState::Untrusted, RuleState::Fail})
    json["counts"][std::string(name_of(state))] = count_of(check, state);
  json["rules"] = Json::array();
  for (const Outcome& outcome : check.outcomes) json["rules"].push_back(outcome_json(outcome));
  if (check.soak) json["soak"] = soak_json(*check.soak);
  return json;
}

}  // namespace probellm::core
