#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/engine.h"
#include "core/units.h"

namespace probellm::core {

/// A cut of a model that an engine decoded with: layers and experts of true width, and seconds a token.
struct RehearsedSlice {
  std::int64_t dense_layers = 0;
  std::int64_t moe_layers = 0;
  std::int64_t experts = 0;
  Bytes weights;
  std::vector<double> samples;
  double seconds_per_token = 0;
};

/// What a real engine did with cuts of a model on a machine, what that makes of the whole model, and how far
/// the estimate of the larger cut was off.
struct Rehearsal {
  std::string model;
  std::string model_name;
  std::string quant;
  std::string quant_name;
  std::string engine;
  std::string engine_build;
  /// What it failed with as it starts by itself, where it decoded only with its weights left as they lie in
  /// the file (`--repack 0`); else empty.
  std::string failed_repacked;
  /// The processor it ran on, which tells machines apart.
  std::string cpu;
  std::string done_at;
  int threads = 0;
  std::int64_t depth_tokens = 0;
  std::vector<RehearsedSlice> slices;
  /// Of the whole model if all of it were in RAM; the interval is that of the engine's own samples.
  Interval engine_tokens_per_second;
  /// What the estimator says of the same, without this rehearsal.
  std::optional<Interval> predicted_tokens_per_second;
  /// The engine's time for a token of the larger cut over the estimate's, and by how much it may be off;
  /// absent where there is no estimate.
  std::optional<Interval> residual;
};

}  // namespace probellm::core
