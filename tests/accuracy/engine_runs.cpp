#include "tests/accuracy/engine_runs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace probellm::tests {

using nlohmann::json;

std::optional<EngineRun> parse_engine(const std::string& text) {
  const json runs = json::parse(text, nullptr, false);
  if (!runs.is_array() || runs.empty() || !runs[0].contains("samples_ns")) return std::nullopt;
  const json& run = runs[0];
  EngineRun parsed;
  for (const json& nanoseconds : run["samples_ns"])
    parsed.seconds_per_token.push_back(nanoseconds.get<double>() * 1e-9 / run.at("n_gen").get<double>());
  for (const auto& [key, value] : run.items())
    if (!key.starts_with("samples") && !key.starts_with("avg") && !key.starts_with("stddev") &&
        !key.starts_with("model_"))
      parsed.settings += key + "=" + value.dump() + " ";
  return parsed;
}

OwnRates parse_own(const std::string& text) {
  OwnRates rates;
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("measurements")) return rates;
  const auto rate = [](const json& row) {
    return row.contains("median") && row["median"].is_number() ? row["median"].get<double>() : 0.0;
  };
  for (const json& row : document["measurements"]) {
    if (row.value("id", "") == "memory.read") rates.read = rate(row);
    if (row.value("id", "") == "memory.read.one_thread") rates.read_one_thread = rate(row);
  }
  return rates;
}

double quiet(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[(values.size() - 1) / 4];
}

}  // namespace probellm::tests
