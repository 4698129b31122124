#pragma once

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

/// One measured quantity: raw samples in base units, their median, the relative spread of that median, and
/// the bytes moved in a sample.
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
  Bytes bytes_per_sample;
  int threads = 0;
  Quality quality;
};

/// The circumstances of a run: what else the machine did while it measured.
struct MeasurementContext {
  std::string started_at;
  double duration_seconds = 0;
  Fact<double> load_average;
  Fact<double> steal_fraction;
  std::string version;
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
inline constexpr std::string_view kBarrier = "sync.barrier";
inline constexpr std::string_view kFmaF32 = "compute.fma_f32";
inline constexpr std::string_view kDiskRead = "disk.read";
inline constexpr std::string_view kVramRead = "vram.read";

/// The row with that id that has a number, or nullptr.
inline const Measurement* find_ok(const Measurements& all, std::string_view id) {
  for (const Measurement& row : all.rows)
    if (row.id == id && row.status == Status::Ok) return &row;
  return nullptr;
}

}  // namespace probellm::core
