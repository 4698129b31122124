#pragma once

#include <map>
#include <string>
#include <vector>

namespace probellm::core {

/// Where the weights live.
enum class Placement { Cpu, Hybrid, Gpu, Stream };

/// How a process that runs on several sockets uses their memory: pages spread over all nodes whoever reads
/// them; pages where the threads run that read them, as far as the engine manages; threads and memory of one
/// socket alone; or a copy of the weights for each socket.
enum class NumaUse { Interleaved, Distributed, OneSocket, Mirrored };

/// The lowest, likeliest and highest value of a quantity: a 90 % interval.
struct Interval {
  double low = 0;
  double likely = 0;
  double high = 0;
};

/// Where a KernelShare counts: everywhere, on CPUs with AMX for matrices outside of routed experts in models
/// without latent attention, or on CPUs with AMX for all matrices of models with it.
enum class KernelCase { Everywhere, Amx, AmxWithLatentAttention };

/// How fast an engine's kernels of some types are beside what its other constants say.
struct KernelShare {
  KernelCase where = KernelCase::Everywhere;
  std::vector<std::string> types;
  /// In decode: a factor, or a share of the f32 multiply-add peak that they don't pass however fast memory
  /// is.
  Interval decode;
  bool is_of_peak = false;
  /// In prompts, outside of routed experts: a factor.
  Interval products{1, 1, 1};
};

/// An inference engine: what a token costs besides reading weights, and how much of the hardware its kernels
/// reach.
struct Engine {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  std::string source;
  /// Tokens of a prompt that are computed together, and how many that are unless one asks for others.
  int micro_batch = 0;
  int usual_micro_batch = 0;
  /// Tokens of a micro-batch that it keeps logits of; 0 for all.
  int logits_tokens = 0;
  /// Whether several GPUs can compute a layer together.
  bool shares_layers = false;
  /// Command lines by placement, with {threads}, {context}, {kv_type}, {layers_in_ram}, {gpus} and {numa} to
  /// be filled in; none for what the engine can't do.
  std::map<Placement, std::string> commands;
  /// What a command line says behind itself where latent attention is computed by a CPU with AMX; mostly
  /// empty.
  std::string amx_note;
  /// What of all sockets' bandwidth its threads get on two sockets, by use; none for a use that it doesn't
  /// have. OneSocket needs no entry: half.
  std::map<NumaUse, Interval> numa_shares;
  /// How a use is asked for: the command line goes in place of {command}.
  std::map<NumaUse, std::string> numa_commands;
  /// Tokens that a prompt must bring to each expert for the engine to compute experts that lie in RAM on the
  /// GPU, uploading them; 0 where it never does.
  double upload_from_tokens_per_expert = 0;
  /// Graph operations in a layer, each ending in a barrier of all threads.
  Interval barriers_per_layer;
  /// Seconds a layer of norms, routing, copies: work that neither threads nor bandwidth shorten.
  Interval small_ops_seconds_per_layer;
  /// Seconds a layer that CPU and GPU wait for each other where the experts are in RAM and all else in VRAM,
  /// the CPU's barriers included.
  Interval hand_over_seconds_per_layer;
  /// Seconds a layer of launches and small operations where a GPU computes it.
  Interval vram_seconds_per_layer;
  /// Seconds of bringing together what GPUs that share a layer computed, twice a layer, for each that joins.
  Interval all_reduce_seconds_per_gpu;
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
  /// Share of the f32 multiply-add peak that latent attention's matrices of single heads reach, however fast
  /// memory is.
  Interval heads_share_of_peak;
  /// Speed of the engine's matrix-vector kernels over the speed of ours on the same weights.
  Interval share_of_measured_kernels;
  /// What some types' kernels reach of that.
  std::vector<KernelShare> kernel_shares;
  /// Speed of such kernels where rows are longer than the first-level cache likes, over that on short rows.
  Interval long_rows_share;
  /// The same of attention over the context.
  Interval share_of_measured_attention;
  /// The same of products of a prompt's many tokens.
  Interval share_of_measured_products;
  /// Share of the DIMMs' theoretical bandwidth that they reach where nothing was measured.
  Interval share_of_theoretical_bandwidth;
  /// Share of VRAM's specified bandwidth that they reach.
  Interval share_of_vram_bandwidth;
  /// Share of the disk's read bandwidth when experts are read on demand.
  Interval share_of_disk_bandwidth;
  /// Exponent a in: hit rate = (share of experts in RAM)^a.
  Interval cache_hit_exponent;
  /// Share of the measured f32 multiply-add peak that attention at depth reaches.
  Interval attention_share_of_peak;
  /// Share of the same peak that matrix-vector products on quantised weights reach in decode.
  Interval decode_share_of_peak;
  /// Share of a GPU's matrix rate that attention at depth reaches in decode.
  Interval vram_attention_share_of_rate;
  /// Share of a GPU's matrix rate that products with all tokens of a micro-batch reach in prefill.
  Interval products_share_of_rate;
  /// The same on AMD's and Intel's, whose matrix units its kernels use less.
  Interval products_share_of_other_rate;
  /// Tokens an expert with which products reach half of that.
  Interval tokens_for_half_rate;
  /// Bytes a second of weights on their way from RAM to a GPU, where that was not measured.
  Interval assumed_upload_bytes_per_second;
  /// Share of the f32 peak, or of a GPU's matrix rate, that a prompt's attention over its context reaches,
  /// counted with keys and values of each head.
  Interval prompt_attention_share_of_peak;
  Interval prompt_attention_share_of_rate;
  /// Share of the same peak that matrix-matrix products on quantised weights reach in prefill.
  Interval prefill_share_of_peak;
};

}  // namespace probellm::core
