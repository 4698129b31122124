#include "tests/accuracy/engine_runs.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "bench/statistics.h"

namespace probellm::tests {

using nlohmann::json;

std::optional<EngineRun> parse_engine(const std::string& text) {
  const json runs = json::parse(text, nullptr, false);
  if (!runs.is_array() || runs.empty() || !runs[0].contains("samples_ns")) return std::nullopt;
  const json& run = runs[0];
  EngineRun parsed;
  for (const json& nanoseconds : run["samples_ns"])
    parsed.seconds_per_token.push_back(nanoseconds.get<double>() * 1e-9 / run.at("n_gen").get<double>());
  return parsed;
}

std::optional<OwnLayer> parse_own(const std::string& text, const std::string& id) {
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("measurements")) return std::nullopt;
  for (const json& row : document["measurements"])
    if (row.value("id", "") == id && row.value("status", "") == "ok")
      return OwnLayer{row.at("median").get<double>(), row.at("bytes_per_sample").get<double>(),
                      row.value("state", "")};
  return std::nullopt;
}

double median(std::vector<double> values) { return values.empty() ? 0 : bench::median_of(std::move(values)); }

}  // namespace probellm::tests
