#pragma once

#include <map>
#include <string>
#include <vector>

namespace probellm::core {

/// Where the weights live.
enum class Placement { Cpu, Hybrid, Gpu, Stream };

/// The lowest, likeliest and highest value of a quantity: a 90 % interval.
struct Interval {
  double low = 0;
  double likely = 0;
  double high = 0;
};

/// An inference engine: what a token costs besides reading weights, and how much of the hardware its kernels
/// reach.
struct Engine {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  std::string source;
  int micro_batch = 0;
  /// Command lines by placement, with {threads}, {context}, {kv_type}, {layers_in_ram}, {gpus} and {numa} to
  /// be filled in; none for what the engine can't do.
  std::map<Placement, std::string> commands;
  /// Graph operations in a layer, each ending in a barrier of all threads.
  Interval barriers_per_layer;
  /// Seconds a layer of norms, routing, copies: work that neither threads nor bandwidth shorten.
  Interval small_ops_seconds_per_layer;
  /// Seconds a layer that CPU and GPU wait for each other where the experts are in RAM and all else in VRAM,
  /// the CPU's barriers included.
  Interval hand_over_seconds_per_layer;
  /// Seconds a layer of launches and small operations where a GPU computes it.
  Interval vram_seconds_per_layer;
  /// Seconds of bringing together what GPUs that share a layer computed, twice a layer.
  Interval all_reduce_seconds;
  /// Seconds of handing a token from one GPU to the next where each holds some layers.
  Interval gpu_hop_seconds;
  /// Time of a token over the estimate's, where the machine is only described.
  Interval residual_of_described;
  /// The same where its kernels were measured.
  Interval residual_of_measured;
  /// Seconds of a barrier where it was not measured.
  Interval assumed_barrier_seconds;
  /// Share of the measured read bandwidth that the weight kernels reach.
  Interval share_of_measured_bandwidth;
  /// The type whose matrices outside of the experts the engine multiplies with at no more than a share of the
  /// f32 multiply-add peak, however fast memory is; empty where there is none.
  std::string plain_type;
  Interval plain_share_of_peak;
  /// Speed of the engine's matrix-vector kernels over the speed of ours on the same weights.
  Interval share_of_measured_kernels;
  /// The same of attention over the context.
  Interval share_of_measured_attention;
  /// The same of products of a prompt's many tokens.
  Interval share_of_measured_products;
  /// Share of the DIMMs' theoretical bandwidth that they reach where nothing was measured.
  Interval share_of_theoretical_bandwidth;
  /// Share of VRAM's specified bandwidth that they reach.
  Interval share_of_vram_bandwidth;
  /// Share of the bandwidth of all sockets together that a process without NUMA-aware weights reaches on two
  /// sockets.
  Interval share_on_two_sockets;
  /// Share of the disk's read bandwidth when experts are read on demand.
  Interval share_of_disk_bandwidth;
  /// Exponent a in: hit rate = (share of experts in RAM)^a.
  Interval cache_hit_exponent;
  /// Share of the measured f32 multiply-add peak that attention at depth reaches.
  Interval attention_share_of_peak;
  /// Share of the same peak that matrix-vector products on quantised weights reach in decode.
  Interval decode_share_of_peak;
  /// Operations a second of attention at depth on a GPU, one GPU at a time.
  Interval vram_attention_flops_per_second;
  /// Share of the same peak that matrix-matrix products on quantised weights reach in prefill.
  Interval prefill_share_of_peak;
};

}  // namespace probellm::core
