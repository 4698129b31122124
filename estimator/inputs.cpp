#include "estimator/inputs.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "estimator/kernel_rates.h"
#include "estimator/measured.h"

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Basis;
using core::Interval;
using core::Machine;
using core::Measurement;
using core::Measurements;

Interval exactly(double value) { return {value, value, value}; }

Assumption from_engine(std::string name, std::string unit, Interval value, const core::Engine& engine) {
  return {std::move(name), std::move(unit), value, Basis::Assumed, engine.source};
}

/// A measurement that can't be trusted is no bandwidth: theory in its place would hide that something is
/// wrong.
void put_host_bandwidth(Inputs& inputs, const Machine& machine, const Measured& measured,
                        const core::Engine& e) {
  const std::string share_name = "share of the memory bandwidth that weight kernels reach";
  auto& bandwidth = inputs.each[static_cast<std::size_t>(Input::HostBandwidth)];
  auto& share = inputs.each[static_cast<std::size_t>(Input::HostShare)];
  const auto& theory = machine.memory.theoretical_bandwidth;
  const Measurement* row = core::find_ok(measured.all, core::kMemoryRead);
  if (row != nullptr && row->unit == core::Unit::ByteRate) {
    if (!can_be_used(measured, *row)) {
      inputs.no_bandwidth_reason =
          "the measured bandwidth can't be trusted (grade F): repeat on a quiet machine, or use it with "
          "--force";
      return;
    }
    bandwidth = from_row("memory read bandwidth", *row, "B/s");
    share = from_engine(share_name, "", e.share_of_measured_bandwidth, e);
  } else if (theory) {
    const auto& limit = machine.cpu.read_limit;
    const bool is_limited = limit && *limit < *theory;
    bandwidth = {is_limited ? "what the CPU's dies can read" : "theoretical memory bandwidth", "B/s",
                 exactly(is_limited ? limit->value : theory->value), Basis::Spec,
                 is_limited ? limit.source() : theory.source()};
    share = from_engine(share_name, "", e.share_of_theoretical_bandwidth, e);
  } else {
    inputs.no_bandwidth_reason =
        "its memory bandwidth is neither measured nor known: run `probe-llm bench` on it";
  }
}

/// Each doubling of sockets costs the same share again; where their number isn't known there may be two.
Assumption socket_share(const Machine& machine, const core::Engine& engine) {
  const Interval& two = engine.share_on_two_sockets;
  if (!machine.cpu.sockets)
    return from_engine("share left in case there are two sockets", "", {two.low, 1, 1}, engine);
  const double doublings = std::log2(static_cast<double>(std::max(1, *machine.cpu.sockets)));
  return from_engine(
      "share left by " + std::to_string(*machine.cpu.sockets) + " sockets without NUMA-aware weights", "",
      {std::pow(two.low, doublings), std::pow(two.likely, doublings), std::pow(two.high, doublings)}, engine);
}

Assumption barrier(const Measured& measured, const core::Engine& engine) {
  if (const Measurement* row = usable_row(measured, core::kBarrier, core::Unit::Time))
    return from_row("thread barrier", *row, "s");
  return from_engine("thread barrier", "s", engine.assumed_barrier_seconds, engine);
}

/// The bandwidth of GPUs that are read one after the other, each in proportion to its memory; absent where
/// one isn't known.
std::optional<double> mean_vram_bandwidth(const std::vector<core::Gpu>& gpus) {
  double bytes = 0;
  double seconds = 0;
  for (const core::Gpu& gpu : gpus) {
    if (!gpu.vram_total && !gpu.vram_free) continue;
    if (!gpu.vram_bandwidth) return std::nullopt;
    const auto size = static_cast<double>((gpu.vram_total ? *gpu.vram_total : *gpu.vram_free).value);
    bytes += size;
    seconds += size / gpu.vram_bandwidth->value;
  }
  if (seconds <= 0) return std::nullopt;
  return bytes / seconds;
}

std::optional<Assumption> vram_bandwidth(const Machine& machine, const Measured& measured) {
  if (!machine.gpus || machine.gpus->empty()) return std::nullopt;
  if (const Measurement* row = usable_row(measured, core::kVramRead, core::Unit::ByteRate))
    return from_row("VRAM read bandwidth", *row, "B/s");
  const core::Gpu& first = machine.gpus->front();
  if (const auto mean = mean_vram_bandwidth(*machine.gpus))
    return Assumption{"VRAM bandwidth", "B/s", exactly(*mean), Basis::Spec, first.vram_bandwidth.source()};
  return Assumption{"VRAM bandwidth", "B/s", {300e9, 800e9, 1800e9}, Basis::Assumed, "cards with 16-48 GB"};
}

std::optional<Interval> rate_of_kind(std::string_view kind) {
  if (kind == "nvme") return Interval{2e9, 4e9, 7e9};
  if (kind == "ssd" || kind == "virtual") return Interval{0.2e9, 0.5e9, 2e9};
  if (kind == "hdd" || kind == "network") return Interval{0.08e9, 0.15e9, 0.25e9};
  return std::nullopt;
}

std::optional<Assumption> disk_bandwidth(const Machine& machine, const Measured& measured) {
  if (const Measurement* row = usable_row(measured, core::kDiskRead, core::Unit::ByteRate))
    return from_row("disk read bandwidth", *row, "B/s");
  if (machine.disks.empty() || !machine.disks.front().kind) return std::nullopt;
  const std::string& kind = *machine.disks.front().kind;
  const auto rate = rate_of_kind(kind);
  if (!rate) return std::nullopt;
  return Assumption{"disk read bandwidth", "B/s", *rate, Basis::Assumed, "range of " + kind + " disks"};
}

bool has_isa(const core::Cpu& cpu, std::string_view name) {
  return std::find(cpu.isa.begin(), cpu.isa.end(), name) != cpu.isa.end();
}

/// f32 operations that a core of this kind starts in a cycle: two multiply-adds as wide as its vectors.
double flops_per_cycle(const core::Cpu& cpu) {
  if (has_isa(cpu, "avx512f")) return 64;
  if (has_isa(cpu, "avx2")) return 32;
  return 16;
}

/// Cores, or a range that holds most machines that run such models.
Interval cores_of(const core::Cpu& cpu) {
  if (cpu.cores) return exactly(*cpu.cores);
  if (cpu.threads) return {*cpu.threads * 0.5, *cpu.threads * 0.5, *cpu.threads * 1.0};
  return {8, 32, 128};
}

/// No more of them than the engine has threads.
Interval cores_in_use(const core::Cpu& cpu, std::optional<int> threads) {
  Interval cores = cores_of(cpu);
  if (!threads) return cores;
  for (double* count : {&cores.low, &cores.likely, &cores.high})
    *count = std::min(*count, static_cast<double>(*threads));
  return cores;
}

Assumption peak(const Machine& machine, const Measured& measured, std::optional<int> threads) {
  if (const Measurement* row = usable_row(measured, core::kFmaF32, core::Unit::FlopRate))
    return from_row("f32 multiply-add peak", *row, "flop/s");
  const Interval cores = cores_in_use(machine.cpu, threads);
  const double per_hertz = flops_per_cycle(machine.cpu);
  return {"f32 multiply-add peak",
          "flop/s",
          {cores.low * per_hertz * 2.0e9, cores.likely * per_hertz * 2.8e9, cores.high * per_hertz * 3.8e9},
          Basis::Assumed,
          machine.cpu.cores ? "cores x vector width x 2.0 to 3.8 GHz"
                            : "8 to 128 cores: their number isn't known"};
}

}  // namespace

std::optional<Input> measured_rate(const Inputs& inputs, std::string_view type) {
  const auto& types = inputs.measured_types;
  const auto found = std::find(types.begin(), types.end(), type);
  if (found == types.end()) return std::nullopt;
  return static_cast<Input>(static_cast<std::ptrdiff_t>(Input::FirstWeightRate) + (found - types.begin()));
}

Inputs gather_inputs(const Machine& machine, const Measurements& measurements, const Question& question,
                     Trust trust) {
  const core::Engine& e = question.engine;
  const Measured measured{measurements, trust};
  Inputs inputs;
  const auto put = [&](Input input, std::optional<Assumption> value) {
    inputs.each[static_cast<std::size_t>(input)] = std::move(value);
  };
  put_host_bandwidth(inputs, machine, measured, e);
  put(Input::SocketShare, socket_share(machine, e));
  put(Input::Barrier, barrier(measured, e));
  put(Input::BarriersPerLayer, from_engine("barriers a layer", "", e.barriers_per_layer, e));
  put(Input::SmallOps, from_engine("small operations a layer", "s", e.small_ops_seconds_per_layer, e));
  put(Input::HybridOverhead,
      from_engine("hand-over between CPU and GPU a layer", "s", e.hand_over_seconds_per_layer, e));
  put(Input::VramLayer,
      from_engine("a layer's launches and small operations on a GPU", "s", e.vram_seconds_per_layer, e));
  put(Input::AllReduce, from_engine("bringing GPUs' halves together", "s", e.all_reduce_seconds, e));
  put(Input::GpuHop, from_engine("one GPU handing over to the next", "s", e.gpu_hop_seconds, e));
  put(Input::Residual,
      from_engine("time over what this estimate says, on machines like it", "", e.residual_of_described, e));
  put(Input::ResidualMeasured,
      from_engine("time over what this estimate says, on machines that were measured", "",
                  e.residual_of_measured, e));
  put(Input::KernelShare,
      from_engine("the engine's kernels over those measured", "", e.share_of_measured_kernels, e));
  inputs.plain_type = e.plain_type;
  put(Input::PlainShare, from_engine("share of peak of " + e.plain_type + " outside of the experts", "",
                                     e.plain_share_of_peak, e));
  put(Input::MeasuredAttentionShare,
      from_engine("the engine's attention over that measured", "", e.share_of_measured_attention, e));
  put(Input::ProductsShare,
      from_engine("the engine's matrix products over those measured", "", e.share_of_measured_products, e));
  put(Input::VramBandwidth, vram_bandwidth(machine, measured));
  put(Input::VramShare, from_engine("share of VRAM bandwidth reached", "", e.share_of_vram_bandwidth, e));
  put(Input::DiskBandwidth, disk_bandwidth(machine, measured));
  put(Input::DiskShare, from_engine("share of disk bandwidth reached", "", e.share_of_disk_bandwidth, e));
  put(Input::CacheHitExponent,
      from_engine("expert cache: hits = share in RAM ^ this", "", e.cache_hit_exponent, e));
  put(Input::Peak, peak(machine, measured, question.choice.threads));
  put(Input::AttentionShare, from_engine("share of peak in attention", "", e.attention_share_of_peak, e));
  put(Input::DecodeShare, from_engine("share of peak in decode", "", e.decode_share_of_peak, e));
  put(Input::VramAttention,
      from_engine("attention on a GPU", "flop/s", e.vram_attention_flops_per_second, e));
  put(Input::PrefillShare, from_engine("share of peak in prefill", "", e.prefill_share_of_peak, e));
  if (question.rehearsed) put(Input::ResidualMeasured, question.rehearsed);
  put_kernel_rates(inputs, measured, question);
  return inputs;
}

}  // namespace probellm::estimator
