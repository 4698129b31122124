#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/engine_run.h"

namespace probellm::tests {

/// What our own `bench` said of one layer: seconds, bytes of weights, and the state of the machine meanwhile.
struct OwnLayer {
  double seconds = 0;
  double bytes = 0;
  std::string state;
};

/// The row of that id in what `probe-llm bench --json` printed; nothing where it has no number.
std::optional<OwnLayer> parse_own(const std::string& json, const std::string& id);

/// What a command prints; empty where it can't be run.
std::string output_of(const std::string& command);

/// What llama-bench measures when it is started by that command; nothing, and the end of its log on standard
/// error, where it fails.
std::optional<core::EngineRun> run_llama_bench(const std::string& command, const std::string& log);

/// The name of the machine's state as the command tells it, which only matters to more than one thread.
std::string state_now(const std::string& command, int threads);

/// The median of the second half: while an engine meets the pages of a file for the first time it is slower.
double steady_median(const std::vector<double>& values);

/// The median, 0 of none.
double median(std::vector<double> values);

}  // namespace probellm::tests
