#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fit.h"
#include "core/machine_spec.h"
#include "core/prices.h"

namespace probellm::core {

/// One way to fill a machine's slots with equal modules, and what the model does then.
struct PopulationRow {
  Modules modules;
  int channels_filled = 0;
  int channels = 0;
  /// What they run at, and why that is less than they could; empty where it isn't.
  double runs_at = 0;
  std::string slowed_by;
  BytesPerSecond bandwidth;
  Bytes total;
  /// Size of the purchase: GiB, those of modules of 96 GiB and more counted one and a half times, of 192 and
  /// more two and a half times, as such modules cost more a GiB.
  double relative_size = 0;
  Verdict verdict = Verdict::DoesNotFit;
  std::optional<Interval> decode_tokens_per_second;
  /// What all of these modules cost; absent without a list of prices.
  std::optional<Cost> cost{};
};

/// One change of a machine, and what the model does after it.
struct Change {
  std::string what;
  Verdict verdict = Verdict::DoesNotFit;
  std::optional<Interval> decode_tokens_per_second;
  /// Its likely speed over that before; absent where either has none.
  std::optional<double> times;
  /// Whether the model runs, or reaches the target, only after it.
  bool flips = false;
  /// What is bought for it, and what that costs; the cost is absent without a list of prices.
  std::vector<Purchase> buys{};
  std::optional<Cost> cost{};
};

/// What a machine does, and what would make it do more.
struct Plan {
  std::string machine;
  int channels_filled = 0;
  int channels = 0;
  double runs_at = 0;
  std::string slowed_by;
  /// Whether all channels that are filled hold the same.
  bool is_even = true;
  BytesPerSecond bandwidth;
  Fit now;
  std::optional<double> target_tokens_per_second;
  /// That run it, the smallest purchase first; those that another beats in size, memory and speed are left
  /// out.
  std::vector<PopulationRow> populations;
  /// Cheapest kind first.
  std::vector<Change> changes;
  /// Of the list of prices; empty without one.
  std::string currency{};
  std::string sentence;
};

/// A machine that stands for a class of memory, in a line, and what a web calculator claims of the class.
struct MemoryClass {
  std::string name;
  std::string machine;
  double claimed_tokens_per_second = 0;
};

/// What one recipe does on such a machine.
struct MatrixCell {
  std::string quant;
  std::string quant_name;
  Verdict verdict = Verdict::DoesNotFit;
  std::optional<Interval> decode_tokens_per_second;
};

struct MatrixRow {
  MemoryClass memory;
  /// In theory; of the memory that the CPU reads.
  BytesPerSecond bandwidth;
  std::vector<MatrixCell> cells;
};

/// Classes of memory against recipes, at one context.
struct Matrix {
  std::string model_name;
  std::int64_t context_tokens = 0;
  std::vector<MatrixRow> rows;
};

}  // namespace probellm::core
