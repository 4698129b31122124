#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "estimator/question.h"
#include "estimator/weights.h"

namespace probellm::estimator {

/// Whether measurements of grade F are refused, or used because the user insists.
enum class Trust { Graded, Forced };

/// What a time is computed from. Rates are in base units, shares between 0 and 1.
enum class Input {
  HostBandwidth,
  HostShare,
  SocketShare,
  KernelShare,
  LongRowsShare,
  HeadsShare,
  Barrier,
  BarriersPerLayer,
  SmallOps,
  HybridOverhead,
  VramBandwidth,
  VramShare,
  VramLayer,
  AllReduce,
  GpuHop,
  Residual,
  ResidualMeasured,
  DiskBandwidth,
  DiskShare,
  CacheHitExponent,
  Peak,
  AttentionShare,
  AttentionRate,
  MeasuredAttentionShare,
  DecodeShare,
  PrefillShare,
  ExpertProducts,
  RestProducts,
  PassExpertProducts,
  PassRestProducts,
  ProductsShare,
  RestProductsGain,
  MatrixRate,
  VramAttentionShare,
  ProductsRateShare,
  TokensForHalfRate,
  Upload,
  PromptAttentionPeakShare,
  PromptAttentionRateShare,
  /// What kernels of some types reach of KernelShare, first of Inputs::type_shares; the others follow.
  FirstTypeShare,
  /// Of the first of Inputs::measured_weights; those of the others follow.
  FirstWeightRate = FirstTypeShare + 8,
};
constexpr std::size_t kMostTypeShares =
    static_cast<std::size_t>(Input::FirstWeightRate) - static_cast<std::size_t>(Input::FirstTypeShare);
constexpr std::size_t kMostRates = 24;
constexpr std::size_t kInputCount = static_cast<std::size_t>(Input::FirstWeightRate) + kMostRates;

/// One value for every input; only those that the time depends on need to be known.
using Point = std::array<double, kInputCount>;

inline double at(const Point& point, Input input) { return point[static_cast<std::size_t>(input)]; }

/// Weights of a type, in matrices of a shape.
struct MeasuredWeights {
  std::string type;
  Shape shape = Shape::Usual;
};

/// Every input with its interval and basis; absent where nothing is known of it.
struct Inputs {
  std::array<std::optional<core::Assumption>, kInputCount> each;
  /// Weights whose rate through the CPU's kernels was measured, in the order of their inputs.
  std::vector<MeasuredWeights> measured_weights;
  /// What counts of the engine's kernel_shares here, in the order of their inputs.
  std::vector<core::KernelShare> type_shares;
  /// Threads that they were measured with; absent where none was.
  std::optional<int> threads;
  /// Why the host's bandwidth is absent; empty where it is known.
  std::string no_bandwidth_reason;

  const std::optional<core::Assumption>& of(Input input) const {
    return each[static_cast<std::size_t>(input)];
  }
  bool has(Input input) const { return of(input).has_value(); }
  void put(Input input, std::optional<core::Assumption> value) {
    each[static_cast<std::size_t>(input)] = std::move(value);
  }
};

/// Whether the CPU has that instruction set, as `probe` names it.
bool has_isa(const core::Cpu& cpu, std::string_view name);

/// The input that is the measured rate of that type in that shape; absent where it wasn't measured.
std::optional<Input> measured_rate(const Inputs& inputs, std::string_view type, Shape shape = Shape::Usual);

/// Collects the inputs for one use of the sockets' memory (absent where there is one socket): measured where
/// a measurement of grade A to D is there (or F, with Trust::Forced), else read or specified, else assumed.
Inputs gather_inputs(const core::Machine& machine, const core::Measurements& measurements,
                     const Question& question, std::optional<core::NumaUse> use = std::nullopt,
                     Trust trust = Trust::Graded);

}  // namespace probellm::estimator
