#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/units.h"
#include "estimator/inputs.h"
#include "estimator/interval.h"

namespace probellm::estimator {

/// What a token reads of routed experts in one type, or of other weights in it, and how many weights that is.
struct TypeRead {
  std::string type;
  bool is_routed = false;
  Shape shape = Shape::Usual;
  core::Bytes bytes;
  double elements = 0;
};

/// What one pass asks of the machine under one placement: one new token, or several that are computed
/// together.
struct Workload {
  double tokens = 1;
  std::int64_t layers = 0;
  /// A layer's operations over those of one of latent attention and experts, which the engine's constants are
  /// about.
  double share_of_operations = 1;
  /// Layers whose work the CPU and the GPUs hand to each other.
  std::int64_t split_layers = 0;
  /// Layers that the GPUs compute.
  std::int64_t vram_layers = 0;
  /// Times that GPUs which share the layers bring together what they computed, times the GPUs that join.
  std::int64_t all_reduces = 0;
  /// Times that one GPU hands a token over to the next.
  std::int64_t gpu_hops = 0;
  /// Weights that the CPU reads and multiplies with at the same time.
  std::vector<TypeRead> host_weights;
  core::Bytes vram_read;
  /// KV cache that the GPUs read for attention.
  core::Bytes vram_kv_read;
  /// Bytes of the tokens' routed experts, and the share of all of them that stays in RAM: the rest comes from
  /// disk.
  core::Bytes routed_from_disk;
  double experts_in_ram = 1;
  /// Bytes of everything else that doesn't stay in RAM, read from disk for every token.
  core::Bytes rest_from_disk;
  /// Attention that the CPU computes, and the KV cache that it reads meanwhile.
  core::Flops attention;
  core::Bytes kv_read;
  /// Attention that the GPUs compute.
  core::Flops vram_attention;
};

/// The layers that the CPU computes, each counted for its share of operations.
double host_layers(const Workload& work);

/// What a token waits for.
enum class Wait { Overhead, Weights, Vram, Disk, Attention };

/// One part of a token's time; of weights, which type.
struct Part {
  Wait wait = Wait::Overhead;
  const TypeRead* read = nullptr;
  double seconds = 0;
  /// Where the CPU's arithmetic takes longer than reading.
  bool is_arithmetic = false;
  /// Where multiplying in a way of its own takes longer than the measured kernels: what of the peak that
  /// reaches.
  std::optional<Input> share_of_peak{};
  /// Where reading takes longer than the engine's kernels, or than computing attention.
  bool is_reading = false;
  /// Where multiplying several tokens takes longer than reading weights once for all of them.
  bool is_together = false;
};

/// The measured rate of such weights' type and what it is multiplied with; empty where it wasn't measured.
std::vector<Input> rate_factors(const TypeRead& read, const Inputs& inputs);

/// t = C + the time of each type of weights through the CPU's kernels (measured, or the longer of reading and
/// multiplying) + bytes / effective bandwidth of each other memory + attention; C is layers x (barriers +
/// small operations), on GPUs a time a layer.
std::vector<Part> token_parts(const Workload& work, const Inputs& inputs, const Point& point);

double total(const std::vector<Part>& parts);

/// What takes the largest share, in words.
std::string bottleneck(const std::vector<Part>& parts);

/// Bytes of weights and cache that the CPU reads.
core::Bytes host_read(const Workload& work);

/// The inputs that a workload's time depends on.
std::vector<Input> inputs_used(const Workload& work, const Inputs& inputs);

/// A workload's parts at the likely inputs; none where one is unknown.
std::vector<Part> likely_parts(const Workload& work, const Inputs& inputs);

/// The input that says how far such times have been off where they were checked.
Input residual_of(const Workload& work, const Inputs& inputs);

/// The time of a token with its interval; absent where an input is unknown.
std::optional<TimeInterval> decode_time(const Workload& work, const Inputs& inputs);

}  // namespace probellm::estimator
