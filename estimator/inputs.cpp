#include "estimator/inputs.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Basis;
using core::Interval;
using core::Machine;
using core::Measurement;
using core::Measurements;

constexpr Interval kExactly(double value) { return {value, value, value}; }

Assumption from_engine(std::string name, std::string unit, Interval value, const core::Engine& engine) {
  return {std::move(name), std::move(unit), value, Basis::Assumed, engine.source};
}

/// The row with that id if its number can be used: grade F is refused.
const Measurement* usable_row(const Measurements& all, std::string_view id) {
  const Measurement* row = core::find_ok(all, id);
  return row != nullptr && row->quality.grade != 'F' ? row : nullptr;
}

Assumption from_row(std::string name, const Measurement& row, std::string unit) {
  const Interval value{row.median * (1 - row.spread), row.median, row.median * (1 + row.spread)};
  return {std::move(name), std::move(unit), value, Basis::Measured, row.id + ", grade " + row.quality.grade};
}

void put_host_bandwidth(Inputs& inputs, const Machine& machine, const Measurements& measured,
                        const core::Engine& e) {
  auto& bandwidth = inputs.each[static_cast<std::size_t>(Input::HostBandwidth)];
  auto& share = inputs.each[static_cast<std::size_t>(Input::HostShare)];
  if (const Measurement* row = usable_row(measured, core::kMemoryRead)) {
    bandwidth = from_row("memory read bandwidth", *row, "B/s");
    share = from_engine("share of it that weight kernels reach", "", e.share_of_measured_bandwidth, e);
  } else if (machine.memory.theoretical_bandwidth) {
    const auto& theory = machine.memory.theoretical_bandwidth;
    bandwidth = {"theoretical memory bandwidth", "B/s", kExactly(theory->value), Basis::Spec,
                 theory.source()};
    share = from_engine("share of it that weight kernels reach", "", e.share_of_theoretical_bandwidth, e);
  }
}

/// Each doubling of sockets costs the same share again.
Assumption socket_share(const Machine& machine, const core::Engine& engine) {
  const int sockets = machine.cpu.sockets ? std::max(1, *machine.cpu.sockets) : 1;
  const double doublings = std::log2(static_cast<double>(sockets));
  const Interval& two = engine.share_on_two_sockets;
  return from_engine(
      "share left by " + std::to_string(sockets) + " sockets without NUMA-aware weights", "",
      {std::pow(two.low, doublings), std::pow(two.likely, doublings), std::pow(two.high, doublings)}, engine);
}

Assumption barrier(const Measurements& measured, const core::Engine& engine) {
  if (const Measurement* row = usable_row(measured, core::kBarrier))
    return from_row("thread barrier", *row, "s");
  return from_engine("thread barrier", "s", engine.assumed_barrier_seconds, engine);
}

std::optional<Assumption> vram_bandwidth(const Machine& machine, const Measurements& measured) {
  if (!machine.gpus || machine.gpus->empty()) return std::nullopt;
  if (const Measurement* row = usable_row(measured, core::kVramRead))
    return from_row("VRAM read bandwidth", *row, "B/s");
  const auto& spec = machine.gpus->front().vram_bandwidth;
  if (spec) return Assumption{"VRAM bandwidth", "B/s", kExactly(spec->value), Basis::Spec, spec.source()};
  return Assumption{"VRAM bandwidth", "B/s", {300e9, 800e9, 1800e9}, Basis::Assumed, "cards with 16-48 GB"};
}

std::optional<Interval> rate_of_kind(std::string_view kind) {
  if (kind == "nvme") return Interval{2e9, 4e9, 7e9};
  if (kind == "ssd" || kind == "virtual") return Interval{0.2e9, 0.5e9, 2e9};
  if (kind == "hdd" || kind == "network") return Interval{0.08e9, 0.15e9, 0.25e9};
  return std::nullopt;
}

std::optional<Assumption> disk_bandwidth(const Machine& machine, const Measurements& measured) {
  if (const Measurement* row = usable_row(measured, core::kDiskRead))
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

std::optional<Assumption> peak(const Machine& machine, const Measurements& measured) {
  if (const Measurement* row = usable_row(measured, core::kFmaF32))
    return from_row("f32 multiply-add peak", *row, "flop/s");
  if (!machine.cpu.cores) return std::nullopt;
  const double per_hertz = *machine.cpu.cores * flops_per_cycle(machine.cpu);
  return Assumption{"f32 multiply-add peak",
                    "flop/s",
                    {per_hertz * 2.0e9, per_hertz * 2.8e9, per_hertz * 3.8e9},
                    Basis::Assumed,
                    "cores x vector width x 2.0 to 3.8 GHz"};
}

}  // namespace

Inputs gather_inputs(const Machine& machine, const Measurements& measured, const core::Engine& e) {
  Inputs inputs;
  const auto put = [&](Input input, std::optional<Assumption> value) {
    inputs.each[static_cast<std::size_t>(input)] = std::move(value);
  };
  put_host_bandwidth(inputs, machine, measured, e);
  put(Input::SocketShare, socket_share(machine, e));
  put(Input::Barrier, barrier(measured, e));
  put(Input::BarriersPerLayer, from_engine("barriers a layer", "", e.barriers_per_layer, e));
  put(Input::SmallOps, from_engine("small operations a layer", "s", e.small_ops_seconds_per_layer, e));
  put(Input::VramBandwidth, vram_bandwidth(machine, measured));
  put(Input::VramShare, from_engine("share of VRAM bandwidth reached", "", e.share_of_vram_bandwidth, e));
  put(Input::DiskBandwidth, disk_bandwidth(machine, measured));
  put(Input::DiskShare, from_engine("share of disk bandwidth reached", "", e.share_of_disk_bandwidth, e));
  put(Input::CacheHitExponent,
      from_engine("expert cache: hits = share in RAM ^ this", "", e.cache_hit_exponent, e));
  put(Input::Peak, peak(machine, measured));
  put(Input::AttentionShare, from_engine("share of peak in attention", "", e.attention_share_of_peak, e));
  put(Input::PrefillShare, from_engine("share of peak in prefill", "", e.prefill_share_of_peak, e));
  return inputs;
}

}  // namespace probellm::estimator
