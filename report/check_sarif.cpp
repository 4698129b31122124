#include "report/check_sarif.h"

#include "core/json_fields.h"
#include "report/check_words.h"

namespace probellm::report {
namespace {

using core::Json;
using core::Outcome;
using core::RuleState;

std::string level_of(const Outcome& outcome) {
  if (outcome.state == RuleState::Marginal) return "note";
  return outcome.rule.severity == core::RuleSeverity::Warning ? "warning" : "error";
}

/// Code scanning shows results of kind "fail" alone, so that what isn't known is one too.
std::string_view kind_of(RuleState state) {
  if (state == RuleState::Pass) return "pass";
  return is_problem(state) ? "fail" : "notApplicable";
}

Json rule_json(const core::Rule& rule) {
  Json json = {{"id", rule.id}, {"shortDescription", {{"text", rule.require}}}};
  if (!rule.remedy.empty()) json["help"] = {{"text", rule.remedy}};
  json["defaultConfiguration"] = {{"level", name_of(rule.severity)}};
  return json;
}

/// A level is of failures alone: the format has "none" for every other kind.
Json result_json(const Outcome& outcome, const std::string& file, std::size_t index) {
  const std::string remedy = outcome.remedy.empty() ? "" : ". To do: " + outcome.remedy;
  Json json = {{"ruleId", outcome.rule.id}, {"ruleIndex", index}};
  json["kind"] = kind_of(outcome.state);
  json["level"] = is_problem(outcome.state) ? level_of(outcome) : "none";
  json["message"] = {{"text", sentence_of(outcome) + remedy}};
  json["locations"] = Json::array(
      {{{"physicalLocation",
         {{"artifactLocation", {{"uri", file}}}, {"region", {{"startLine", outcome.rule.line}}}}}}});
  json["properties"] = {{"state", name_of(outcome.state)}};
  return json;
}

}  // namespace

std::string check_sarif(const core::Document& document) {
  const core::Check& check = *document.check;
  Json rules = Json::array(), results = Json::array();
  for (std::size_t i = 0; i < check.outcomes.size(); ++i) {
    rules.push_back(rule_json(check.outcomes[i].rule));
    results.push_back(result_json(check.outcomes[i], check.file, i));
  }
  const Json driver = {{"name", "probe-llm"}, {"version", document.version}, {"rules", rules}};
  const Json run = {{"tool", {{"driver", driver}}}, {"results", results}};
  const Json sarif = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({run})}};
  return sarif.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace probellm::report
