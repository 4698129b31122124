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
  /// True where it is a measurement of grade F that counts only because the user insists.
  bool is_forced = false;
};

/// What a fit needs of one memory, and what a process may use of it.
struct DeviceNeed {
  std::string device;
  Bytes need;
  Bytes budget;
};

/// How a factor enters a term.
enum class Operation { Times, Over };

/// An input of a term, and how it enters.
struct Factor {
  Operation operation = Operation::Times;
  Assumption value;
};

/// One part of a token's time: an amount in a unit (B, flop, layers, times), times and over its factors.
struct Term {
  std::string what;
  double amount = 0;
  std::string unit;
  std::vector<Factor> factors;
  double seconds = 0;
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

/// What would make a fit that streams or doesn't run, run from RAM or at all.
struct Counteroffer {
  /// Memory that a process must be allowed to use so that all of it stays in RAM, and the speed then at this
  /// machine's bandwidth.
  Bytes usable_memory;
  std::optional<Interval> decode_with_memory;
  /// Installed memory that leaves so much usable; absent where enough is installed and only a limit or other
  /// processes stand in the way.
  std::optional<Bytes> installed_memory;
  /// Free disk space with which it streams, and the speed then; absent where that doesn't help.
  std::optional<Bytes> free_disk;
  std::optional<Interval> decode_with_disk;
};

/// One way to run it, as placement and use of the sockets' memory, beside the others.
struct Way {
  Placement placement = Placement::Cpu;
  /// Absent where there is one socket, or all of it is on GPUs.
  std::optional<NumaUse> numa;
  /// GPUs that compute each layer together.
  std::int64_t together = 1;
  Verdict verdict = Verdict::DoesNotFit;
  Bytes memory;
  std::optional<Interval> decode_tokens_per_second;
};

/// Decode with a number of the engine's threads.
struct ThreadsPoint {
  int threads = 0;
  Interval tokens_per_second;
};

/// Prefill with a size of the micro-batch, and the buffers that this takes.
struct MicroBatchPoint {
  int tokens = 0;
  Interval tokens_per_second;
  Bytes compute;
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
  /// How it uses the memory of several sockets; absent where there is one.
  std::optional<NumaUse> numa{};
  /// Sequences that decode together, and tokens that a pass over the weights yields for all of them.
  std::int64_t sequences = 1;
  double tokens_per_pass = 1;
  Verdict verdict = Verdict::DoesNotFit;
  MemoryNeed memory;
  /// Bytes of weights and cache that a pass reads: those of one token where it decodes one.
  Bytes read_per_token;
  /// All sequences together.
  std::optional<Interval> decode_tokens_per_second;
  std::optional<Interval> prefill_tokens_per_second;
  /// Tokens of the prompt that prefill and the time to first token are for.
  std::optional<std::int64_t> prompt_tokens;
  std::optional<Interval> time_to_first_token_seconds;
  /// What a token waits for most; empty without a speed.
  std::string bottleneck;
  /// The assumption that widens the interval most; empty without a speed.
  std::string widest_assumption;
  /// Why a fit that runs has no speed; empty where it has one or doesn't run.
  std::string no_speed_reason;
  /// Names of the inputs of its speeds, and of those of its counteroffer, that are forced.
  std::vector<std::string> forced{};
  /// Absent where it fits.
  std::optional<Counteroffer> counteroffer;
  std::vector<Assumption> assumptions;
  /// The likely time of a token as an equation; empty without a speed.
  std::vector<Term> terms{};
  /// Threads of the engine that are fastest; absent where the cores aren't known.
  std::optional<int> threads{};
  /// Every way that was considered, the best first.
  std::vector<Way> ways{};
  /// Empty where the CPU doesn't decode or fewer than two counts were measured.
  std::vector<ThreadsPoint> decode_by_threads{};
  std::vector<MicroBatchPoint> prefill_by_micro_batch{};
  /// The command line that runs it so; empty where it doesn't run or the engine can't.
  std::string command{};
};

/// All fits of one question and which of them is best; best is absent where none was asked.
struct FitReport {
  std::vector<Fit> fits;
  std::optional<std::size_t> best;
  std::string sentence;
};

}  // namespace probellm::core
