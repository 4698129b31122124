#include "estimator/inputs.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "estimator/gpu_inputs.h"
#include "estimator/kernel_rates.h"
#include "estimator/measured.h"
#include "estimator/numa.h"
#include "estimator/type_shares.h"

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Basis;
using core::Interval;
using core::Machine;
using core::Measurement;
using core::Measurements;

/// The row of a curve over threads that has as many as the engine is to have, else the one for all of them.
const Measurement* row_for_threads(const Measured& measured, std::string_view curve, std::string_view all,
                                   core::Unit unit, std::optional<int> threads) {
  for (const Measurement& row : measured.all.rows)
    if (threads && row.id == curve && row.threads == *threads && row.status == core::Status::Ok &&
        row.unit == unit && can_be_used(measured, row))
      return &row;
  return usable_row(measured, all, unit);
}

/// A measurement that can't be trusted is no bandwidth: theory in its place would hide that something is
/// wrong.
void put_host_bandwidth(Inputs& inputs, const Machine& machine, const Measured& measured,
                        const core::Engine& e, std::optional<int> threads) {
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
    const Measurement* on_threads = row_for_threads(measured, core::kMemoryReadByThreads, core::kMemoryRead,
                                                    core::Unit::ByteRate, threads);
    bandwidth = from_row("memory read bandwidth", *on_threads, "B/s");
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

Assumption barrier(const Measured& measured, const core::Engine& engine, std::optional<int> threads) {
  if (const Measurement* row =
          row_for_threads(measured, core::kBarrierByThreads, core::kBarrier, core::Unit::Time, threads))
    return from_row("thread barrier", *row, "s");
  return from_engine("thread barrier", "s", engine.assumed_barrier_seconds, engine);
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

/// Of the part of the machine that is used; without a chosen number of threads each of its cores has one.
Assumption peak(const Machine& machine, const Measured& measured, std::optional<int> threads, double part) {
  if (const Measurement* row = usable_row(measured, core::kFmaF32, core::Unit::FlopRate)) {
    Assumption all = from_row("f32 multiply-add peak", *row, "flop/s");
    const double used =
        threads && row->threads > 0 ? std::min(part, static_cast<double>(*threads) / row->threads) : part;
    all.value = scaled(all.value, used);
    return all;
  }
  Interval cores = cores_of(machine.cpu);
  for (double* count : {&cores.low, &cores.likely, &cores.high}) {
    *count *= part;
    if (threads) *count = std::min(*count, static_cast<double>(*threads));
  }
  const double per_hertz = flops_per_cycle(machine.cpu);
  return {"f32 multiply-add peak",
          "flop/s",
          {cores.low * per_hertz * 2.0e9, cores.likely * per_hertz * 2.8e9, cores.high * per_hertz * 3.8e9},
          Basis::Assumed,
          machine.cpu.cores ? "cores x vector width x 2.0 to 3.8 GHz"
                            : "8 to 128 cores: their number isn't known"};
}

}  // namespace

bool has_isa(const core::Cpu& cpu, std::string_view name) {
  return std::find(cpu.isa.begin(), cpu.isa.end(), name) != cpu.isa.end();
}

std::optional<Input> measured_rate(const Inputs& inputs, std::string_view type, Shape shape) {
  const auto& all = inputs.measured_weights;
  const auto found = std::find_if(all.begin(), all.end(), [&](const MeasuredWeights& weights) {
    return weights.type == type && weights.shape == shape;
  });
  if (found == all.end()) return std::nullopt;
  return static_cast<Input>(static_cast<std::ptrdiff_t>(Input::FirstWeightRate) + (found - all.begin()));
}

Inputs gather_inputs(const Machine& machine, const Measurements& measurements, const Question& question,
                     std::optional<core::NumaUse> use, Trust trust) {
  const core::Engine& e = question.engine;
  const auto& threads = question.choice.threads;
  const Measured measured{measurements, trust};
  Inputs inputs;
  put_host_bandwidth(inputs, machine, measured, e, threads);
  inputs.put(Input::SocketShare, numa_share(machine, measured, e, use));
  inputs.put(Input::Barrier, barrier(measured, e, threads));
  inputs.put(Input::BarriersPerLayer, from_engine("barriers a layer", "", e.barriers_per_layer, e));
  inputs.put(Input::SmallOps, from_engine("small operations a layer", "s", e.small_ops_seconds_per_layer, e));
  inputs.put(Input::HybridOverhead,
             from_engine("hand-over between CPU and GPU a layer", "s", e.hand_over_seconds_per_layer, e));
  inputs.put(Input::VramLayer, from_engine("a layer's launches and small operations on a GPU", "s",
                                           e.vram_seconds_per_layer, e));
  inputs.put(Input::AllReduce,
             from_engine("bringing GPUs' halves together", "s", e.all_reduce_seconds_per_gpu, e));
  inputs.put(Input::GpuHop, from_engine("one GPU handing over to the next", "s", e.gpu_hop_seconds, e));
  inputs.put(Input::Residual, from_engine("time over what this estimate says, on machines like it", "",
                                          e.residual_of_described, e));
  inputs.put(Input::ResidualMeasured,
             from_engine("time over what this estimate says, on machines that were measured", "",
                         e.residual_of_measured, e));
  inputs.put(Input::KernelShare,
             from_engine("the engine's kernels over those measured", "", e.share_of_measured_kernels, e));
  inputs.put(Input::LongRowsShare,
             from_engine("of that on matrices with long rows", "", e.long_rows_share, e));
  inputs.put(Input::HeadsShare, from_engine("share of peak in attention's matrices of single heads", "",
                                            e.heads_share_of_peak, e));
  inputs.put(Input::MeasuredAttentionShare,
             from_engine("the engine's attention over that measured", "", e.share_of_measured_attention, e));
  inputs.put(Input::ProductsShare, from_engine("the engine's matrix products over those measured", "",
                                               e.share_of_measured_products, e));
  put_gpu_inputs(inputs, machine, measured, e);
  inputs.put(Input::DiskBandwidth, disk_bandwidth(machine, measured));
  inputs.put(Input::DiskShare,
             from_engine("share of disk bandwidth reached", "", e.share_of_disk_bandwidth, e));
  inputs.put(Input::CacheHitExponent,
             from_engine("expert cache: hits = share in RAM ^ this", "", e.cache_hit_exponent, e));
  inputs.put(Input::Peak, peak(machine, measured, threads, numa_part(machine, use)));
  inputs.put(Input::AttentionShare,
             from_engine("share of peak in attention", "", e.attention_share_of_peak, e));
  inputs.put(Input::DecodeShare, from_engine("share of peak in decode", "", e.decode_share_of_peak, e));
  inputs.put(Input::PromptAttentionPeakShare,
             from_engine("share of peak in a prompt's attention", "", e.prompt_attention_share_of_peak, e));
  inputs.put(Input::PrefillShare, from_engine("share of peak in prefill", "", e.prefill_share_of_peak, e));
  if (question.rehearsed) inputs.put(Input::ResidualMeasured, question.rehearsed);
  put_type_shares(inputs, machine, question);
  put_kernel_rates(inputs, measured, question);
  return inputs;
}

}  // namespace probellm::estimator
