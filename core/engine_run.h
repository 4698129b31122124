#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace probellm::core {

/// What an engine measured with one model file.
struct EngineRun {
  /// Seconds a token of decoding or of a prompt, one for each repetition.
  std::vector<double> seconds_per_token;
  /// Bytes of the model's weights as the engine counts them.
  double model_bytes = 0;
  /// Its version, as it states it.
  std::string build;
};

/// What llama-bench printed with `-o json` for one test; Malformed where the text is something else.
Result<EngineRun> parse_engine_run(std::string_view text);

}  // namespace probellm::core
