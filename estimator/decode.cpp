#include "estimator/decode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "estimator/type_shares.h"

namespace probellm::estimator {
namespace {

// Weights that take a fifth longer than reading them are bound by arithmetic.
constexpr double kArithmetic = 1.2;

double seconds_for(core::Bytes bytes, double rate) { return static_cast<double>(bytes.value) / rate; }

double host_rate(const Point& p) {
  return at(p, Input::HostBandwidth) * at(p, Input::HostShare) * at(p, Input::SocketShare);
}

double overhead(const Workload& work, const Point& p) {
  const double host_layer = at(p, Input::BarriersPerLayer) * at(p, Input::Barrier) + at(p, Input::SmallOps);
  const double hand_over = static_cast<double>(work.split_layers) * at(p, Input::HybridOverhead);
  const double on_gpus = static_cast<double>(work.vram_layers) * at(p, Input::VramLayer) +
                         static_cast<double>(work.all_reduces) * at(p, Input::AllReduce) +
                         static_cast<double>(work.gpu_hops) * at(p, Input::GpuHop);
  return host_layers(work) * host_layer + hand_over + on_gpus;
}

/// What of the peak the engine reaches where it multiplies them otherwise than the kernels that were
/// measured; weights lie as in the file only where a CPU has AMX and computes latent attention too.
std::optional<Input> own_share_of_peak(const TypeRead& read, const Workload& work, const Inputs& inputs) {
  if (!inputs.has(Input::Peak)) return std::nullopt;
  if (read.shape == Shape::OfHeads && !measured_rate(inputs, read.type, read.shape)) return Input::HeadsShare;
  const core::KernelShare* share = share_of_type(inputs, read.type, read.is_routed);
  const bool counts = share != nullptr && share->is_of_peak && work.vram_layers == 0;
  return counts ? std::optional(decode_share(inputs, *share)) : std::nullopt;
}

/// Whether the engine's kernels are faster than those measured, so that memory may be what limits them.
bool may_wait_for_memory(const TypeRead& read, const Inputs& inputs) {
  const core::KernelShare* share = share_of_type(inputs, read.type, read.is_routed);
  return inputs.has(Input::HostBandwidth) && share != nullptr && !share->is_of_peak && share->decode.high > 1;
}

/// The measured rate of products with as many tokens as a pass has.
std::optional<Input> products_of_pass(const TypeRead& read, const Inputs& inputs) {
  const Input rate = read.is_routed ? Input::PassExpertProducts : Input::PassRestProducts;
  return inputs.has(rate) ? std::optional(rate) : std::nullopt;
}

/// Multiplying several tokens with weights, which one token's rate doesn't hold.
double computing_together(const TypeRead& read, const Inputs& inputs, const Point& p) {
  if (const auto rate = products_of_pass(read, inputs))
    return 2 * read.elements / (at(p, *rate) * at(p, Input::ProductsShare));
  return 2 * read.elements / (at(p, Input::Peak) * at(p, Input::DecodeShare));
}

Part weights_part(const TypeRead& read, const Workload& work, const Inputs& inputs, const Point& p) {
  const double reading = seconds_for(read.bytes, host_rate(p));
  const std::vector<Input> factors = rate_factors(read, inputs);
  const bool was_measured = !factors.empty();
  const double computing = was_measured && work.tokens <= 1 ? 0 : computing_together(read, inputs, p);
  if (!was_measured) return {Wait::Weights, &read, std::max(reading, computing), computing > reading};
  double rate = 1;
  for (const Input factor : factors) rate *= at(p, factor);
  const double measured = seconds_for(read.bytes, rate);
  const auto of_peak = own_share_of_peak(read, work, inputs);
  const double own = of_peak ? 2 * read.elements / (at(p, Input::Peak) * at(p, *of_peak)) : 0;
  const double waiting = may_wait_for_memory(read, inputs) ? reading : 0;
  const double seconds = std::max({measured, own, computing, waiting});
  const bool is_slower = inputs.has(Input::HostBandwidth) && seconds > reading * kArithmetic;
  Part part{Wait::Weights, &read, seconds, is_slower};
  if (own > std::max(measured, computing)) part.share_of_peak = of_peak;
  part.is_reading = waiting > std::max({measured, own, computing});
  part.is_together = computing > std::max(measured, own);
  return part;
}

double disk_time(const Workload& work, const Point& p) {
  const double misses = 1 - std::pow(work.experts_in_ram, at(p, Input::CacheHitExponent));
  const double bytes = misses * static_cast<double>(work.routed_from_disk.value) +
                       static_cast<double>(work.rest_from_disk.value);
  return bytes / (at(p, Input::DiskBandwidth) * at(p, Input::DiskShare));
}

Part vram_attention_part(const Workload& work, const Point& p) {
  const double computing =
      work.vram_attention.value / (at(p, Input::MatrixRate) * at(p, Input::VramAttentionShare));
  const double reading =
      seconds_for(work.vram_kv_read, at(p, Input::VramBandwidth) * at(p, Input::VramShare));
  Part part{Wait::Attention, nullptr, std::max(computing, reading)};
  part.is_reading = reading > computing;
  return part;
}

Part attention_part(const Workload& work, const Inputs& inputs, const Point& p) {
  if (work.vram_attention.value > 0) return vram_attention_part(work, p);
  const double rate = inputs.has(Input::AttentionRate)
                          ? at(p, Input::AttentionRate) * at(p, Input::MeasuredAttentionShare)
                          : at(p, Input::Peak) * at(p, Input::AttentionShare);
  const double computing = work.attention.value / rate;
  const double reading = inputs.has(Input::HostBandwidth) ? seconds_for(work.kv_read, host_rate(p)) : 0;
  Part part{Wait::Attention, nullptr, std::max(computing, reading)};
  part.is_reading = reading > computing;
  return part;
}

bool reads_disk(const Workload& work) {
  return work.routed_from_disk.value > 0 || work.rest_from_disk.value > 0;
}

bool is_measured(const TypeRead& read, const Inputs& inputs) {
  return measured_rate(inputs, read.type).has_value();
}

std::string words_of(const Part& part) {
  switch (part.wait) {
    case Wait::Overhead:
      return "per-token overhead";
    case Wait::Weights:
      return part.is_arithmetic ? "the CPU's arithmetic" : "memory bandwidth";
    case Wait::Vram:
      return "VRAM bandwidth";
    case Wait::Disk:
      return "disk bandwidth";
    case Wait::Attention:
      return "attention over the context";
  }
  return "";
}

}  // namespace

std::vector<Input> rate_factors(const TypeRead& read, const Inputs& inputs) {
  const auto usual = measured_rate(inputs, read.type), own = measured_rate(inputs, read.type, read.shape);
  if (!usual) return {};
  std::vector<Input> factors = {own.value_or(*usual), Input::KernelShare, Input::SocketShare};
  if (read.shape == Shape::LongRows && !own) factors.push_back(Input::LongRowsShare);
  const core::KernelShare* share = share_of_type(inputs, read.type, read.is_routed);
  if (share != nullptr && !share->is_of_peak) factors.push_back(decode_share(inputs, *share));
  return factors;
}

double host_layers(const Workload& work) {
  return static_cast<double>(work.layers - work.vram_layers) * work.share_of_operations;
}

std::vector<Part> token_parts(const Workload& work, const Inputs& inputs, const Point& p) {
  std::vector<Part> parts;
  for (const TypeRead& read : work.host_weights) parts.push_back(weights_part(read, work, inputs, p));
  if (work.vram_read.value > 0)
    parts.push_back({Wait::Vram, nullptr,
                     seconds_for(work.vram_read, at(p, Input::VramBandwidth) * at(p, Input::VramShare))});
  if (reads_disk(work)) parts.push_back({Wait::Disk, nullptr, disk_time(work, p)});
  if (work.attention.value > 0 || work.vram_attention.value > 0)
    parts.push_back(attention_part(work, inputs, p));
  parts.push_back({Wait::Overhead, nullptr, overhead(work, p)});
  return parts;
}

namespace {

/// Reading what must be read, as fast as its memories can be at best.
double least_time(const Workload& work, const Inputs& inputs) {
  double seconds = 0;
  if (const auto& host = inputs.of(Input::HostBandwidth); host && host->value.high > 0)
    seconds += seconds_for(host_read(work), host->value.high);
  if (const auto& vram = inputs.of(Input::VramBandwidth); vram && vram->value.high > 0)
    seconds += seconds_for(work.vram_read + work.vram_kv_read, vram->value.high);
  return seconds;
}

}  // namespace

Input residual_of(const Workload& work, const Inputs& inputs) {
  const bool is_measured_here = !work.host_weights.empty() && work.vram_layers == 0 &&
                                std::all_of(work.host_weights.begin(), work.host_weights.end(),
                                            [&](const TypeRead& read) { return is_measured(read, inputs); });
  return is_measured_here ? Input::ResidualMeasured : Input::Residual;
}

double total(const std::vector<Part>& parts) {
  double seconds = 0;
  for (const Part& part : parts) seconds += part.seconds;
  return seconds;
}

std::string bottleneck(const std::vector<Part>& parts) {
  std::vector<std::pair<std::string, double>> waits;
  for (const Part& part : parts) {
    const std::string words = words_of(part);
    const auto same = [&](const auto& wait) { return wait.first == words; };
    const auto found = std::find_if(waits.begin(), waits.end(), same);
    if (found == waits.end())
      waits.emplace_back(words, part.seconds);
    else
      found->second += part.seconds;
  }
  const auto less = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto longest = std::max_element(waits.begin(), waits.end(), less);
  return longest == waits.end() ? "" : longest->first;
}

core::Bytes host_read(const Workload& work) {
  core::Bytes bytes = work.kv_read;
  for (const TypeRead& read : work.host_weights) bytes += read.bytes;
  return bytes;
}

std::vector<Input> inputs_used(const Workload& work, const Inputs& inputs) {
  std::vector<Input> used;
  const auto add = [&](const std::vector<Input>& more) {
    for (const Input input : more)
      if (std::find(used.begin(), used.end(), input) == used.end()) used.push_back(input);
  };
  for (const TypeRead& read : work.host_weights) {
    add(rate_factors(read, inputs));
    if (!is_measured(read, inputs)) continue;
    if (const auto share = own_share_of_peak(read, work, inputs)) add({Input::Peak, *share});
    if (may_wait_for_memory(read, inputs)) add({Input::HostBandwidth, Input::HostShare});
  }
  const bool derives = std::any_of(work.host_weights.begin(), work.host_weights.end(),
                                   [&](const TypeRead& read) { return !is_measured(read, inputs); });
  if (derives) add({Input::HostBandwidth, Input::HostShare, Input::SocketShare});
  for (const TypeRead& read : work.host_weights) {
    if (is_measured(read, inputs) && work.tokens <= 1) continue;
    if (const auto rate = products_of_pass(read, inputs))
      add({*rate, Input::ProductsShare});
    else
      add({Input::Peak, Input::DecodeShare});
  }
  if (work.layers > work.vram_layers) add({Input::Barrier, Input::BarriersPerLayer, Input::SmallOps});
  if (work.split_layers > 0) add({Input::HybridOverhead});
  if (work.vram_layers > 0) add({Input::VramLayer});
  if (work.all_reduces > 0) add({Input::AllReduce});
  if (work.gpu_hops > 0) add({Input::GpuHop});
  if (work.vram_read.value > 0) add({Input::VramBandwidth, Input::VramShare});
  if (reads_disk(work)) add({Input::DiskBandwidth, Input::DiskShare, Input::CacheHitExponent});
  if (work.attention.value > 0 && inputs.has(Input::AttentionRate))
    add({Input::AttentionRate, Input::MeasuredAttentionShare});
  if (work.attention.value > 0 && !inputs.has(Input::AttentionRate))
    add({Input::Peak, Input::AttentionShare});
  if (work.attention.value > 0 && work.kv_read.value > 0 && inputs.has(Input::HostBandwidth))
    add({Input::HostBandwidth, Input::HostShare, Input::SocketShare});
  if (work.vram_attention.value > 0)
    add({Input::MatrixRate, Input::VramAttentionShare, Input::VramBandwidth, Input::VramShare});
  return used;
}

std::vector<Part> likely_parts(const Workload& work, const Inputs& inputs) {
  const auto point = likely_point(inputs, inputs_used(work, inputs));
  return point ? token_parts(work, inputs, *point) : std::vector<Part>{};
}

std::optional<TimeInterval> decode_time(const Workload& work, const Inputs& inputs) {
  std::vector<Input> used = inputs_used(work, inputs);
  const Input residual = residual_of(work, inputs);
  used.push_back(residual);
  auto time = spread_time(
      inputs, used, [&](const Point& p) { return total(token_parts(work, inputs, p)) * at(p, residual); });
  if (!time) return time;
  core::Interval& seconds = time->seconds;
  seconds.low = std::min(seconds.likely, std::max(seconds.low, least_time(work, inputs)));
  return time;
}

}  // namespace probellm::estimator
