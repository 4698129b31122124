#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/activity.h"
#include "core/gpu_state.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/model.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// How much is measured: what a decision needs, what the estimator feeds on, or every curve.
enum class Depth { Quick, Normal, Full };

/// Whether GPUs are measured besides, alone, or left alone.
enum class Gpus { Too, Only, Left };

/// The least that tells a disk's speed from its cache's.
inline constexpr core::Bytes kLeastTestFile{128 * core::kMiB};

/// A file to write and to read back where the user consents; it must not exist.
struct DiskTestFile {
  std::string path;
  core::Bytes size;
};

/// What a run may take: time for all measurements together, and the most of the usable memory.
struct Plan {
  Depth depth = Depth::Normal;
  core::Seconds time{8.0};
  double share_of_usable_memory = 0.25;
  /// Ids of rows, or beginnings of ids that end with a dot, that alone are measured, whatever the depth; each
  /// gets the time that it would have in a whole run. All of the depth where there are none.
  std::vector<std::string> only{};
  /// Types of weights to measure decoding with where not all are; those of most recipes where there are none.
  std::vector<std::string> types{};
  /// The model whose shapes the decode loop has; without one it isn't measured.
  std::optional<core::Model> model{};
  /// Where to look for files to read; absent for the whole of the machine's first disk.
  std::optional<std::string> weights_folder{};
  Gpus gpus = Gpus::Too;
  /// The device to measure whatever its kind, counted from 0 as drivers show them; absent for all GPUs.
  std::optional<int> device{};
  /// What to write, read and remove instead of reading files that are there.
  std::optional<DiskTestFile> disk_test_file{};
};

/// Told before each step: what is being measured, and the fraction of the run that is over (0 to 1).
using Progress = std::function<void(std::string_view step, double fraction)>;

/// The plan of a depth: 2.8 s, 8 s or 150 s.
Plan plan_of(Depth depth);

/// Whether the plan is for a row of that id, as far as it names any.
bool is_wanted(const Plan& plan, std::string_view id);

/// Whether there can be a row of that id, or of ids that begin so where it ends with a dot.
bool is_measured(std::string_view wanted);

/// Measures this machine; what can't be measured is a row with a status and a reason. Unsupported where the
/// machine isn't live. `activity` tells what else the machine does, and `gpu_states` what its GPUs do; either
/// may be empty. Stops early, keeping what it has, once `stop` is true.
core::Result<core::Measurements> run(const core::Machine& machine, const Plan& plan,
                                     const core::ReadActivity& activity,
                                     const core::ReadGpuStates& gpu_states, const Progress& progress,
                                     const std::atomic<bool>& stop);

}  // namespace probellm::bench
