#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/machine.h"
#include "core/machine_spec.h"
#include "core/result.h"

namespace probellm::planner {

/// How modules run in a machine's channels.
struct Running {
  int channels_filled = 0;
  int channels = 0;
  /// The most modules in any channel.
  int modules_a_channel = 0;
  double transfers_per_second = 0;
  /// Why that is less than the modules could; empty where it isn't.
  std::string slowed_by;
  /// Whether all channels that are filled hold the same.
  bool is_even = true;
  core::BytesPerSecond bandwidth;
};

/// How the modules would run with those CPUs, spread over the channels as evenly as they go; Malformed where
/// they are of another type than the CPU takes, or more than its channels hold.
core::Result<Running> run_modules(const core::CpuSpec& cpu, int sockets, const core::Modules& modules);

/// GiB of the modules that are sold for such a CPU, ascending.
std::span<const int> module_sizes(const core::CpuSpec& cpu);

}  // namespace probellm::planner
