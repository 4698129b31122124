#include "core/rehearsal_json.h"

namespace probellm::core {
namespace {

constexpr std::int64_t kMostLayers = 1 << 20;
constexpr double kMostSpeed = 1e9;

Interval read_interval(const FieldReader& reader) {
  const auto number = [&](const char* key) { return reader.number(key, kMostSpeed).value_or(0); };
  return {number("low"), number("likely"), number("high")};
}

Json slice_json(const RehearsedSlice& slice) {
  return {{"dense_layers", slice.dense_layers},
          {"moe_layers", slice.moe_layers},
          {"experts", slice.experts},
          {"weights_bytes", slice.weights.value},
          {"samples_seconds_per_token", slice.samples},
          {"seconds_per_token", slice.seconds_per_token}};
}

RehearsedSlice read_slice(const FieldReader& reader) {
  return {reader.whole("dense_layers", kMostLayers).value_or(0),
          reader.whole("moe_layers", kMostLayers).value_or(0),
          reader.whole("experts", kMostLayers).value_or(0),
          {reader.whole("weights_bytes", kMostBytes).value_or(0)},
          reader.numbers("samples_seconds_per_token"),
          reader.number("seconds_per_token", kMostSpeed).value_or(0)};
}

}  // namespace

Json rehearsal_json(const Rehearsal& r) {
  Json json = {{"model", r.model},     {"model_name", r.model_name},
               {"quant", r.quant},     {"quant_name", r.quant_name},
               {"engine", r.engine},   {"engine_build", r.engine_build},
               {"cpu", r.cpu},         {"done_at", r.done_at},
               {"threads", r.threads}, {"depth_tokens", r.depth_tokens}};
  if (!r.failed_repacked.empty()) json["failed_repacked"] = r.failed_repacked;
  json["slices"] = Json::array();
  for (const RehearsedSlice& slice : r.slices) json["slices"].push_back(slice_json(slice));
  json["engine_tokens_per_second"] = interval_json(r.engine_tokens_per_second);
  json["predicted_tokens_per_second"] =
      r.predicted_tokens_per_second ? interval_json(*r.predicted_tokens_per_second) : Json(nullptr);
  json["residual"] = r.residual ? interval_json(*r.residual) : Json(nullptr);
  return json;
}

Rehearsal read_rehearsal_json(const FieldReader& reader) {
  Rehearsal r;
  r.model = reader.text("model");
  r.model_name = reader.text("model_name");
  r.quant = reader.text("quant");
  r.quant_name = reader.text("quant_name");
  r.engine = reader.text("engine");
  r.engine_build = reader.text("engine_build");
  if (reader.has("failed_repacked")) r.failed_repacked = reader.text("failed_repacked");
  r.cpu = reader.text("cpu");
  r.done_at = reader.text("done_at");
  r.threads = static_cast<int>(reader.whole("threads", kMostLayers).value_or(0));
  r.depth_tokens = reader.whole("depth_tokens", kMostBytes).value_or(0);
  for (const FieldReader& slice : reader.objects("slices")) r.slices.push_back(read_slice(slice));
  r.engine_tokens_per_second = read_interval(reader.object("engine_tokens_per_second"));
  if (reader.has("predicted_tokens_per_second"))
    r.predicted_tokens_per_second = read_interval(reader.object("predicted_tokens_per_second"));
  if (!reader.has("residual")) return r;
  const Interval residual = read_interval(reader.object("residual"));
  if (!(residual.low > 0 && residual.low <= residual.likely && residual.likely <= residual.high))
    reader.expected("residual", "three numbers above 0 in ascending order");
  r.residual = residual;
  return r;
}

}  // namespace probellm::core
