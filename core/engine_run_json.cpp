#include "core/engine_run.h"
#include "core/json_fields.h"
#include "core/parse_json.h"

namespace probellm::core {
namespace {

constexpr std::int64_t kMostTokens = std::int64_t{1} << 30;
constexpr double kNanosecond = 1e-9;

}  // namespace

Result<EngineRun> parse_engine_run(std::string_view text) {
  const auto runs = parse_json(text);
  if (!runs || !runs->is_array() || runs->size() != 1 || !runs->front().is_object())
    return Error{ErrorKind::Malformed, "expected the result of one test of llama-bench as JSON"};
  std::string problem;
  const FieldReader reader(runs->front(), "[0]", problem);
  const std::int64_t tokens =
      reader.whole("n_gen", kMostTokens).value_or(0) + reader.whole("n_prompt", kMostTokens).value_or(0);
  EngineRun run;
  run.model_bytes = reader.number("model_size", static_cast<double>(kMostBytes)).value_or(0);
  if (reader.has("build_commit")) run.build = reader.text("build_commit");
  for (const double nanoseconds : reader.numbers("samples_ns"))
    run.seconds_per_token.push_back(nanoseconds * kNanosecond /
                                    static_cast<double>(std::max<std::int64_t>(tokens, 1)));
  for (const double seconds : run.seconds_per_token)
    if (problem.empty() && !(seconds > 0)) problem = "[0].samples_ns: expected numbers above 0";
  if (problem.empty() && (tokens == 0 || run.seconds_per_token.empty()))
    problem = "[0]: expected tokens and samples";
  if (!problem.empty()) return Error{ErrorKind::Malformed, problem};
  return run;
}

}  // namespace probellm::core
