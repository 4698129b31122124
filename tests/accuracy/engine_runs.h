#pragma once

#include <optional>
#include <string>
#include <vector>

namespace probellm::tests {

/// What llama-bench said of one model file at one thread count.
struct EngineRun {
  /// Seconds a token, one for each repetition.
  std::vector<double> seconds_per_token;
  /// Build, back end and settings, in words.
  std::string settings;
};

/// What our own `bench` measured just before; 0 where it has no such row.
struct OwnRates {
  double read = 0;
  double read_one_thread = 0;
};

/// What llama-bench printed with `-o json`; nothing where that isn't what the text is.
std::optional<EngineRun> parse_engine(const std::string& json);

/// What `probe-llm bench --json` printed, in bytes a second.
OwnRates parse_own(const std::string& json);

/// The first quartile, 0 of none: a busy neighbour only ever makes an engine slower, and with barriers many
/// times slower.
double quiet(std::vector<double> values);

}  // namespace probellm::tests
