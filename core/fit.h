#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/engine.h"
#include "core/units.h"

namespace probellm::core {

/// Whether a quantised model runs: with room to spare, only by eating the reserve, by reading experts from
/// disk, or not at all.
enum class Verdict { Fits, Tight, Streams, DoesNotFit };

/// Where the weights live.
enum class Placement { Cpu, Hybrid, Gpu, Stream };

/// What a number rests on.
enum class Basis { Measured, Read, Spec, Assumed };

/// One input of an estimate in base units, and what it rests on; low and high are the ends of its own 90 %
/// interval.
struct Assumption {
  std::string name;
  std::string unit;
  Interval value;
  Basis basis = Basis::Assumed;
  std::string source;
};

/// What a fit needs of one memory, and what a process may use of it.
struct DeviceNeed {
  std::string device;
  Bytes need;
  Bytes budget;
};

/// Memory that a fit needs, by part and by device; total is the sum of the parts and of the devices' needs,
/// budget the sum of their budgets.
struct MemoryNeed {
  Bytes weights;
  Bytes kv;
  Bytes compute;
  Bytes os;
  Bytes total;
  Bytes budget;
  std::vector<DeviceNeed> devices;
};

/// What would make a fit that doesn't run, run: zero bytes where nothing of that kind helps or is needed.
struct Counteroffer {
  /// Installed memory with which all of it stays in RAM, and the speed then at this machine's bandwidth.
  Bytes installed_memory;
  std::optional<Interval> decode_with_memory;
  /// Free disk space with which it streams, and the speed then.
  Bytes free_disk;
  std::optional<Interval> decode_with_disk;
};

/// The answer for one model, quant and context on one machine; speeds are absent where it doesn't run or
/// nothing is known of its bandwidth.
struct Fit {
  std::string model;
  std::string model_name;
  std::string quant;
  std::string quant_name;
  std::string kv_type;
  std::int64_t context_tokens = 0;
  std::string engine;
  Placement placement = Placement::Cpu;
  Verdict verdict = Verdict::DoesNotFit;
  MemoryNeed memory;
  Bytes read_per_token;
  std::optional<Interval> decode_tokens_per_second;
  std::optional<Interval> prefill_tokens_per_second;
  /// Tokens of the prompt that the time to first token is for.
  std::int64_t prompt_tokens = 0;
  std::optional<Interval> time_to_first_token_seconds;
  /// What a token waits for most.
  std::string bottleneck;
  /// The assumption that widens the interval most.
  std::string widest_assumption;
  Counteroffer counteroffer;
  std::vector<Assumption> assumptions;
};

/// All fits of one question and which of them is best; best is absent where none was asked.
struct FitReport {
  std::vector<Fit> fits;
  std::optional<std::size_t> best;
  std::string sentence;
};

}  // namespace probellm::core
