#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fact.h"
#include "core/units.h"

namespace probellm::core {

/// Whether a measurement has a number, and if not, why it has none.
enum class Status { Ok, Unsupported, Skipped, Failed };

/// What a measurement's samples count.
enum class Unit { ByteRate, Time, FlopRate };

/// How far a number can be trusted, from A to F, with the reasons in words that say what to do.
struct Quality {
  char grade = 'F';
  std::vector<std::string> reasons;
};

/// A way to do the same work that was tried against others, and its median in the row's unit.
struct Variant {
  std::string name;
  double median = 0;
};

/// One measured quantity: raw samples in base units, their median, how far a later median may lie from it
/// (over it), and the bytes moved in a sample, as counted by convention and as they cross the memory bus
/// where that differs.
struct Measurement {
  std::string id;
  std::string device;
  Unit unit = Unit::ByteRate;
  std::vector<double> samples;
  double median = 0;
  double spread = 0;
  Status status = Status::Skipped;
  std::string reason;
  std::string variant;
  /// Variants that lost against it, the fastest first.
  std::vector<Variant> losers{};
  /// This variant's own median in that race, which the losers' are to be held against.
  std::optional<double> race_median{};
  Bytes bytes_per_sample;
  std::optional<Bytes> bus_bytes_per_sample{};
  /// Operations of a sample, where a rate doesn't tell them.
  std::optional<Flops> operations_per_sample{};
  int threads = 0;
  /// Where on its curve the row lies, units in the names: "block_bytes", "working_set_bytes", "batch".
  std::map<std::string, double> at{};
  /// Samples thrown away because something disturbed them.
  int discarded = 0;
  /// The name of the machine's state meanwhile, as in MachineState; empty where it wasn't looked at.
  std::string state{};
  Quality quality;
};

/// How long a value takes from one CPU to another and back.
struct CpuPair {
  int first = 0;
  int second = 0;
  Seconds round_trip;
};

/// How the CPUs in use lie to each other and how fast they run at one moment; in a guest both change.
struct MachineState {
  /// In words: "one core", "one cache group", "different cache groups".
  std::string name;
  std::vector<CpuPair> pairs;
  /// How many times the work of one CPU all of them do together in the same time.
  double parallel_speedup = 0;
  /// Dependent additions a second: the clock, in Hz.
  double clock_hz = 0;
};

/// The circumstances of a run: what else the machine did while it measured.
struct MeasurementContext {
  std::string started_at;
  double duration_seconds = 0;
  Fact<double> load_average;
  Fact<double> steal_fraction;
  std::string version;
  std::optional<MachineState> state_before{};
  std::optional<MachineState> state_after{};
  /// How often the state changed between them, as far as was seen.
  int state_changes = 0;
};

/// Everything measured in one run.
struct Measurements {
  MeasurementContext context;
  std::vector<Measurement> rows;
};

/// The ids that other rooms look for; all threads unless the id says otherwise.
inline constexpr std::string_view kMemoryRead = "memory.read";
inline constexpr std::string_view kMemoryReadOneThread = "memory.read.one_thread";
inline constexpr std::string_view kMemoryWrite = "memory.write";
inline constexpr std::string_view kMemoryCopy = "memory.copy";
inline constexpr std::string_view kMemoryTriad = "memory.triad";
inline constexpr std::string_view kMemoryScale = "memory.scale";
inline constexpr std::string_view kMemoryAdd = "memory.add";
inline constexpr std::string_view kMemoryUpdate = "memory.update";
inline constexpr std::string_view kMemoryReadByThreads = "memory.read.by_threads";
inline constexpr std::string_view kMemoryReadCacheGroup = "memory.read.cache_group";
inline constexpr std::string_view kMemoryReadNuma = "memory.read.numa";
inline constexpr std::string_view kMemoryReadInterleaved = "memory.read.interleaved";
inline constexpr std::string_view kMemoryReadRandom = "memory.read.random";
inline constexpr std::string_view kMemoryReadSmallPages = "memory.read.small_pages";
inline constexpr std::string_view kMemoryReadFileMapping = "memory.read.file_mapping";
inline constexpr std::string_view kMemoryLatency = "memory.latency";
inline constexpr std::string_view kBarrierByThreads = "sync.barrier.by_threads";
inline constexpr std::string_view kDiskReadRandom = "disk.read.random";
/// Followed by the id of a tensor type: bytes of weights a second through its matrix-vector kernel.
inline constexpr std::string_view kDecodeExperts = "decode.experts.";
/// Followed by the id of a tensor type: the same of a matrix whose rows are long (kLongRow).
inline constexpr std::string_view kDecodeLongRows = "decode.long_rows.";
/// Followed by the id of a tensor type: the same of latent attention's matrices of single heads.
inline constexpr std::string_view kDecodeHeads = "decode.heads.";
/// Followed by the id of a tensor type: seconds of one whole layer for one token.
inline constexpr std::string_view kDecodeLayer = "decode.layer.";
/// Attention of one layer for one token over at.depth_tokens.
inline constexpr std::string_view kDecodeAttention = "decode.attention";
/// Followed by the id of a tensor type: operations a second of matrix products over at.batch tokens.
inline constexpr std::string_view kPrefillMatmul = "prefill.matmul.";
inline constexpr std::string_view kBarrier = "sync.barrier";
inline constexpr std::string_view kFmaF32 = "compute.fma_f32";
inline constexpr std::string_view kDiskRead = "disk.read";
inline constexpr std::string_view kVramRead = "vram.read";
/// Bytes of weights a second from RAM to VRAM.
inline constexpr std::string_view kUpload = "vram.upload";
/// Operations a second of a large BF16 matrix product on a GPU.
inline constexpr std::string_view kMatrixBf16 = "gpu.matmul.bf16";

/// The row with that id that has a number, or nullptr.
inline const Measurement* find_ok(const Measurements& all, std::string_view id) {
  for (const Measurement& row : all.rows)
    if (row.id == id && row.status == Status::Ok) return &row;
  return nullptr;
}

}  // namespace probellm::core
