#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "core/engine.h"
#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"

namespace probellm::estimator {

/// Whether measurements of grade F are refused, or used because the user insists.
enum class Trust { Graded, Forced };

/// What a time is computed from. Rates are in base units, shares between 0 and 1.
enum class Input {
  HostBandwidth,
  HostShare,
  SocketShare,
  Barrier,
  BarriersPerLayer,
  SmallOps,
  VramBandwidth,
  VramShare,
  DiskBandwidth,
  DiskShare,
  CacheHitExponent,
  Peak,
  AttentionShare,
  DecodeShare,
  PrefillShare,
  VramAttention,
};
constexpr std::size_t kInputCount = 16;

/// One value for every input; only those that the time depends on need to be known.
using Point = std::array<double, kInputCount>;

inline double at(const Point& point, Input input) { return point[static_cast<std::size_t>(input)]; }

/// Every input with its interval and basis; absent where nothing is known of it.
struct Inputs {
  std::array<std::optional<core::Assumption>, kInputCount> each;
  /// Why the host's bandwidth is absent; empty where it is known.
  std::string no_bandwidth_reason;

  const std::optional<core::Assumption>& of(Input input) const {
    return each[static_cast<std::size_t>(input)];
  }
};

/// Collects the inputs: measured where a measurement of grade A to D is there (or F, with Trust::Forced),
/// else read or specified, else assumed.
Inputs gather_inputs(const core::Machine& machine, const core::Measurements& measurements,
                     const core::Engine& engine, Trust trust = Trust::Graded);

}  // namespace probellm::estimator
