#include "core/measurement_json.h"

#include "core/names.h"

namespace probellm::core {
namespace {

constexpr std::string_view kGrades = "ABCDF";
/// A picosecond: no barrier is faster, and rates are far above.
constexpr double kLeastMedian = 1e-12;

Json losers_json(const std::vector<Variant>& losers) {
  Json json = Json::array();
  for (const Variant& loser : losers) json.push_back({{"name", loser.name}, {"median", loser.median}});
  return json;
}

Json row_json(const Measurement& row) {
  const bool has_number = row.status == Status::Ok;
  return {
      {"id", row.id},
      {"device", row.device},
      {"unit", name_of(row.unit)},
      {"median", has_number ? Json(row.median) : Json(nullptr)},
      {"relative_spread", has_number ? Json(row.spread) : Json(nullptr)},
      {"samples", row.samples},
      {"status", name_of(row.status)},
      {"reason", row.reason},
      {"threads", row.threads},
      {"variant", row.variant},
      {"losers", losers_json(row.losers)},
      {"race_median", row.race_median ? Json(*row.race_median) : Json()},
      {"bytes_per_sample", row.bytes_per_sample.value},
      {"bus_bytes_per_sample", row.bus_bytes_per_sample ? Json(row.bus_bytes_per_sample->value) : Json()},
      {"operations_per_sample", row.operations_per_sample ? Json(row.operations_per_sample->value) : Json()},
      {"at", row.at},
      {"discarded", row.discarded},
      {"state", row.state},
      {"quality", {{"grade", std::string(1, row.quality.grade)}, {"reasons", row.quality.reasons}}}};
}

Quality read_quality(const FieldReader& reader) {
  Quality quality;
  const std::string grade = reader.text("grade");
  if (grade.size() == 1 && kGrades.find(grade) != std::string_view::npos)
    quality.grade = grade[0];
  else
    reader.expected("grade", "one of A, B, C, D, F");
  quality.reasons = reader.texts("reasons");
  return quality;
}

Measurement read_row(const FieldReader& reader) {
  Measurement row;
  row.id = reader.text("id");
  row.device = reader.text("device");
  const auto unit = unit_named(reader.text("unit"));
  if (!unit) reader.expected("unit", "B/s, s or flop/s");
  row.unit = unit.value_or(Unit::ByteRate);
  const auto status = status_named(reader.text("status"));
  if (!status) reader.expected("status", "ok, unsupported, skipped or failed");
  row.status = status.value_or(Status::Failed);
  row.median = reader.number("median", kMostRate).value_or(0);
  if (row.status == Status::Ok && row.median < kLeastMedian) reader.expected("median", "at least 1e-12");
  row.spread = reader.number("relative_spread", 1).value_or(0);
  row.samples = reader.numbers("samples");
  row.reason = reader.text("reason");
  row.variant = reader.text("variant");
  row.threads = static_cast<int>(reader.whole("threads", 1 << 20).value_or(0));
  for (const FieldReader& loser : reader.objects("losers"))
    row.losers.push_back({loser.text("name"), loser.number("median", kMostRate).value_or(0)});
  row.race_median = reader.number("race_median", kMostRate);
  row.bytes_per_sample = {reader.whole("bytes_per_sample", kMostBytes).value_or(0)};
  if (const auto bus = reader.whole("bus_bytes_per_sample", kMostBytes))
    row.bus_bytes_per_sample = Bytes{*bus};
  if (const auto operations = reader.number("operations_per_sample", kMostRate))
    row.operations_per_sample = Flops{*operations};
  row.at = reader.numbers_by_name("at");
  row.discarded = static_cast<int>(reader.whole("discarded", 1 << 30).value_or(0));
  row.state = reader.text("state");
  row.quality = read_quality(reader.object("quality"));
  return row;
}

Json state_json(const std::optional<MachineState>& state) {
  if (!state) return nullptr;
  Json pairs = Json::array();
  for (const CpuPair& pair : state->pairs)
    pairs.push_back({{"cpus", {pair.first, pair.second}}, {"round_trip_seconds", pair.round_trip.value}});
  return {{"name", state->name},
          {"pairs", pairs},
          {"parallel_speedup", state->parallel_speedup},
          {"clock_hz", state->clock_hz}};
}

std::optional<MachineState> read_state(const FieldReader& reader) {
  MachineState state;
  state.name = reader.text("name");
  if (state.name.empty()) return std::nullopt;
  for (const FieldReader& pair : reader.objects("pairs")) {
    const auto cpus = pair.wholes("cpus");
    if (cpus.size() != 2) pair.expected("cpus", "two CPU ids");
    if (cpus.size() == 2)
      state.pairs.push_back({cpus[0], cpus[1], {pair.number("round_trip_seconds", kMostRate).value_or(0)}});
  }
  state.parallel_speedup = reader.number("parallel_speedup", kMostRate).value_or(0);
  state.clock_hz = reader.number("clock_hz", kMostRate).value_or(0);
  return state;
}

}  // namespace

Json measurements_json(const Measurements& measurements) {
  Json rows = Json::array();
  for (const Measurement& row : measurements.rows) rows.push_back(row_json(row));
  return rows;
}

Json context_json(const MeasurementContext& context) {
  Json json = {{"started_at", context.started_at}, {"duration_seconds", context.duration_seconds}};
  put_plain(json, "load_average", context.load_average);
  put_plain(json, "steal_fraction", context.steal_fraction);
  json["version"] = context.version;
  json["state_before"] = state_json(context.state_before);
  json["state_after"] = state_json(context.state_after);
  json["state_changes"] = context.state_changes;
  return json;
}

Measurements read_measurements_json(const FieldReader& document) {
  Measurements measurements;
  const FieldReader context = document.object("measurement_context");
  measurements.context = {context.text("started_at"),
                          context.number("duration_seconds", kMostRate).value_or(0),
                          read_plain<double>(context, "load_average"),
                          read_plain<double>(context, "steal_fraction"),
                          context.text("version"),
                          read_state(context.object("state_before")),
                          read_state(context.object("state_after")),
                          static_cast<int>(context.whole("state_changes", 1 << 30).value_or(0))};
  for (const FieldReader& row : document.objects("measurements")) measurements.rows.push_back(read_row(row));
  return measurements;
}

}  // namespace probellm::core
