#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/result.h"

namespace probellm::profiles {

/// A published measurement: what ran how, and the tokens a second that came of it.
struct PublishedRun {
  std::string id;
  std::string model;
  std::string quant;
  /// Bytes of the file where they are stated; bits a weight of routed experts and of all else where known.
  std::optional<core::Bytes> weights;
  std::optional<double> experts_bits;
  std::optional<double> rest_bits;
  std::string engine;
  core::Placement placement = core::Placement::Cpu;
  std::optional<std::int64_t> expert_layers_on_gpu;
  std::int64_t tensor_parallel = 1;
  /// How it used the memory of several sockets; absent where there is one or nobody says.
  std::optional<core::NumaUse> numa;
  std::optional<int> threads;
  std::string kv_type;
  std::optional<int> micro_batch;
  /// Whether experts in RAM were kept from being computed on the GPU in prompts.
  bool keeps_experts_on_cpu = false;
  /// Tokens of the prompt that prefill is of, from an empty context; absent for one micro-batch behind
  /// `context_tokens`.
  std::optional<std::int64_t> prompt_tokens;
  std::int64_t context_tokens = 0;
  double decode_tokens_per_second = 0;
  std::optional<double> prefill_tokens_per_second;
  std::string source;
  std::string note;
  /// Whether the run shows something known to be broken, which no estimate should follow.
  bool is_outlier = false;
};

/// A machine that measurements were published of, as `fit` would see it, and its runs.
struct PublishedMachine {
  core::Machine machine;
  core::Measurements measurements;
  std::vector<PublishedRun> runs;
};

/// Reads one file of profiles/evidence; Malformed with file, line and what was expected.
core::Result<PublishedMachine> read_evidence(std::string_view name, std::string_view text);

}  // namespace probellm::profiles
