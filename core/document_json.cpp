#include "core/check_json.h"
#include "core/comparison_json.h"
#include "core/document.h"
#include "core/fleet_json.h"
#include "core/machine_json.h"
#include "core/measurement_json.h"
#include "core/names.h"
#include "core/parse_json.h"
#include "core/plan_json.h"
#include "core/rehearsal_json.h"

namespace probellm::core {
namespace {

Json need_json(const MemoryNeed& need) {
  Json json = {{"weights_bytes", need.weights.value}, {"kv_bytes", need.kv.value},
               {"compute_bytes", need.compute.value}, {"os_bytes", need.os.value},
               {"total_bytes", need.total.value},     {"budget_bytes", need.budget.value}};
  json["devices"] = Json::array();
  for (const DeviceNeed& device : need.devices)
    json["devices"].push_back({{"device", device.device},
                               {"need_bytes", device.need.value},
                               {"budget_bytes", device.budget.value}});
  return json;
}

Json bytes_or_null(const std::optional<Bytes>& bytes) { return bytes ? Json(bytes->value) : Json(nullptr); }

Json counteroffer_json(const std::optional<Counteroffer>& offer) {
  if (!offer) return nullptr;
  return {{"usable_memory_bytes", offer->usable_memory.value},
          {"installed_memory_bytes", bytes_or_null(offer->installed_memory)},
          {"decode_with_memory_tokens_per_second", interval_json(offer->decode_with_memory)},
          {"free_disk_bytes", bytes_or_null(offer->free_disk)},
          {"decode_with_disk_tokens_per_second", interval_json(offer->decode_with_disk)}};
}

Json assumption_json(const Assumption& a) {
  return {{"name", a.name},           {"unit", a.unit},       {"low", a.value.low},
          {"likely", a.value.likely}, {"high", a.value.high}, {"basis", name_of(a.basis)},
          {"source", a.source}};
}

Json term_json(const Term& term) {
  Json factors = Json::array();
  for (const Factor& factor : term.factors) {
    Json json = assumption_json(factor.value);
    json["operation"] = name_of(factor.operation);
    factors.push_back(std::move(json));
  }
  return {{"what", term.what},
          {"amount", term.amount},
          {"unit", term.unit},
          {"factors", std::move(factors)},
          {"seconds", term.seconds}};
}

Json numa_json(const std::optional<NumaUse>& use) { return use ? Json(name_of(*use)) : Json(nullptr); }

void put_other_ways(Json& json, const Fit& fit) {
  json["ways"] = Json::array();
  for (const Way& way : fit.ways)
    json["ways"].push_back({{"placement", name_of(way.placement)},
                            {"numa", numa_json(way.numa)},
                            {"gpus_together", way.together},
                            {"verdict", name_of(way.verdict)},
                            {"total_bytes", way.memory.value},
                            {"decode_tokens_per_second", interval_json(way.decode_tokens_per_second)}});
  json["decode_by_threads"] = Json::array();
  for (const ThreadsPoint& point : fit.decode_by_threads)
    json["decode_by_threads"].push_back(
        {{"threads", point.threads}, {"tokens_per_second", interval_json(point.tokens_per_second)}});
  json["prefill_by_micro_batch"] = Json::array();
  for (const MicroBatchPoint& point : fit.prefill_by_micro_batch)
    json["prefill_by_micro_batch"].push_back({{"micro_batch_tokens", point.tokens},
                                              {"tokens_per_second", interval_json(point.tokens_per_second)},
                                              {"compute_bytes", point.compute.value}});
}

Json fit_json(const Fit& fit) {
  Json json = {{"model", fit.model},
               {"model_name", fit.model_name},
               {"quant", fit.quant},
               {"quant_name", fit.quant_name},
               {"kv_type", fit.kv_type},
               {"context_tokens", fit.context_tokens},
               {"engine", fit.engine},
               {"placement", name_of(fit.placement)},
               {"numa", numa_json(fit.numa)},
               {"sequences", fit.sequences},
               {"tokens_per_pass", fit.tokens_per_pass},
               {"verdict", name_of(fit.verdict)}};
  json["memory"] = need_json(fit.memory);
  json["read_per_token_bytes"] = fit.read_per_token.value;
  json["decode_tokens_per_second"] = interval_json(fit.decode_tokens_per_second);
  json["prefill_tokens_per_second"] = interval_json(fit.prefill_tokens_per_second);
  json["prompt_tokens"] = fit.prompt_tokens ? Json(*fit.prompt_tokens) : Json(nullptr);
  json["time_to_first_token_seconds"] = interval_json(fit.time_to_first_token_seconds);
  json["bottleneck"] = text_or_null(fit.bottleneck);
  json["widest_assumption"] = text_or_null(fit.widest_assumption);
  json["no_speed_reason"] = text_or_null(fit.no_speed_reason);
  json["forced"] = fit.forced;
  json["counteroffer"] = counteroffer_json(fit.counteroffer);
  json["assumptions"] = Json::array();
  for (const Assumption& a : fit.assumptions) json["assumptions"].push_back(assumption_json(a));
  json["terms"] = Json::array();
  for (const Term& term : fit.terms) json["terms"].push_back(term_json(term));
  json["threads"] = fit.threads ? Json(*fit.threads) : Json(nullptr);
  json["command"] = text_or_null(fit.command);
  put_other_ways(json, fit);
  return json;
}

Json best_json(const FitReport& report) {
  if (!report.best) return nullptr;
  const Fit& best = report.fits[*report.best];
  return {{"index", *report.best},
          {"model", best.model},
          {"quant", best.quant},
          {"placement", name_of(best.placement)},
          {"verdict", name_of(best.verdict)},
          {"sentence", report.sentence}};
}

void put_fit(Json& json, const FitReport& report) {
  json["fits"] = Json::array();
  for (const Fit& fit : report.fits) json["fits"].push_back(fit_json(fit));
  json["best"] = best_json(report);
}

Result<Json> parse_object(std::string_view text, Kept kept) {
  auto json = kept == Kept::Answers ? parse_json(text, {"samples", "losers"}) : parse_json(text);
  if (!json) return json;
  if (!json->is_object()) return Error{ErrorKind::Malformed, "expected a JSON object"};
  const auto version = json->find("schema_version");
  if (version == json->end() || *version != kSchemaVersion)
    return Error{ErrorKind::Malformed, "schema_version: expected 1"};
  return json;
}

Json whole(const Document& document) {
  Json json = {{"schema_version", kSchemaVersion},
               {"tool", {{"name", "probe-llm"}, {"version", document.version}}},
               {"command", document.command}};
  if (!document.generated_at.empty()) json["generated_at"] = document.generated_at;
  if (document.machine) json["machine"] = machine_json(*document.machine);
  if (document.measurements) {
    json["measurement_context"] = context_json(document.measurements->context);
    json["measurements"] = measurements_json(*document.measurements);
  }
  if (document.fit) put_fit(json, *document.fit);
  if (document.plan) json["plan"] = plan_json(*document.plan);
  if (document.matrix) json["matrix"] = matrix_json(*document.matrix);
  if (document.check) json["check"] = check_json(*document.check);
  if (document.fleet) json["fleet"] = fleet_json(*document.fleet);
  if (document.comparison) json["comparison"] = comparison_json(*document.comparison);
  if (document.rehearsal) json["rehearsal"] = rehearsal_json(*document.rehearsal);
  if (document.failure)
    json["error"] = {{"kind", name_of(document.failure->error.kind)},
                     {"message", document.failure->error.what},
                     {"exit_code", document.failure->exit_code}};
  return json;
}

}  // namespace

std::string to_json(const Document& document) {
  return whole(document).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_json_line(Document document) {
  if (document.measurements)
    for (Measurement& row : document.measurements->rows) {
      row.samples.clear();
      row.losers.clear();
    }
  return whole(document).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Document> parse_document(std::string_view text, Kept kept) {
  const Result<Json> json = parse_object(text, kept);
  if (!json) return json.error();
  std::string problem;
  const FieldReader reader(*json, "", problem);
  Document document;
  if (reader.has("machine")) document.machine = read_machine_json(reader.object("machine"));
  if (reader.has("measurements")) document.measurements = read_measurements_json(reader);
  if (reader.has("rehearsal")) document.rehearsal = read_rehearsal_json(reader.object("rehearsal"));
  if (!problem.empty()) return Error{ErrorKind::Malformed, problem};
  return document;
}

}  // namespace probellm::core
