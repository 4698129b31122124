#include "tests/accuracy/engine_runs.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "bench/statistics.h"

namespace probellm::tests {

using nlohmann::json;

std::optional<OwnLayer> parse_own(const std::string& text, const std::string& id) {
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("measurements")) return std::nullopt;
  for (const json& row : document["measurements"])
    if (row.value("id", "") == id && row.value("status", "") == "ok")
      return OwnLayer{row.at("median").get<double>(), row.at("bytes_per_sample").get<double>(),
                      row.value("state", "")};
  return std::nullopt;
}

std::string output_of(const std::string& command) {
  std::string text;
  std::array<char, 4096> part{};
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
    text.append(part.data(), size);
  ::pclose(pipe);
  return text;
}

std::optional<core::EngineRun> run_llama_bench(const std::string& command, const std::string& log) {
  const auto run = core::parse_engine_run(output_of(command + " -o json 2> " + log));
  if (run) return *run;
  std::fprintf(stderr, "the engine failed:\n%s", output_of("grep -v '^#' " + log + " | tail -n 20").c_str());
  return std::nullopt;
}

std::string state_now(const std::string& command, int threads) {
  if (threads == 1) return "one thread";
  std::string name = output_of(command);
  std::ranges::replace(name, '-', ' ');
  return name.substr(0, name.find('\n'));
}

double steady_median(const std::vector<double>& values) {
  return median({values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end()});
}

double median(std::vector<double> values) { return values.empty() ? 0 : bench::median_of(std::move(values)); }

}  // namespace probellm::tests
