#include "estimator/decode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace probellm::estimator {
namespace {

double seconds_for(core::Bytes bytes, double rate) { return static_cast<double>(bytes.value) / rate; }

double overhead(const Workload& work, const Point& p) {
  const double barriers = at(p, Input::BarriersPerLayer) * at(p, Input::Barrier);
  return static_cast<double>(work.layers) * (barriers + at(p, Input::SmallOps));
}

double disk_time(const Workload& work, const Point& p) {
  const double misses = 1 - std::pow(work.experts_in_ram, at(p, Input::CacheHitExponent));
  const double bytes = misses * static_cast<double>(work.routed_from_disk.value) +
                       static_cast<double>(work.rest_from_disk.value);
  return bytes / (at(p, Input::DiskBandwidth) * at(p, Input::DiskShare));
}

bool reads_disk(const Workload& work) {
  return work.routed_from_disk.value > 0 || work.rest_from_disk.value > 0;
}

}  // namespace

TokenTime token_time(const Workload& work, const Point& p) {
  TokenTime time;
  time.overhead = overhead(work, p);
  if (work.host_read.value > 0) {
    time.host_reading = seconds_for(
        work.host_read, at(p, Input::HostBandwidth) * at(p, Input::HostShare) * at(p, Input::SocketShare));
    time.host_computing = work.host_products.value / (at(p, Input::Peak) * at(p, Input::DecodeShare));
  }
  if (work.vram_read.value > 0)
    time.vram = seconds_for(work.vram_read, at(p, Input::VramBandwidth) * at(p, Input::VramShare));
  if (reads_disk(work)) time.disk = disk_time(work, p);
  if (work.attention.value > 0)
    time.attention = work.attention.value / (at(p, Input::Peak) * at(p, Input::AttentionShare));
  if (work.vram_attention.value > 0) time.attention = work.vram_attention.value / at(p, Input::VramAttention);
  return time;
}

double total(const TokenTime& time) {
  return time.overhead + std::max(time.host_reading, time.host_computing) + time.vram + time.disk +
         time.attention;
}

std::string bottleneck(const TokenTime& time) {
  const std::array<std::pair<double, const char*>, 6> parts{{{time.host_reading, "memory bandwidth"},
                                                             {time.host_computing, "the CPU's arithmetic"},
                                                             {time.overhead, "per-token overhead"},
                                                             {time.vram, "VRAM bandwidth"},
                                                             {time.disk, "disk bandwidth"},
                                                             {time.attention, "attention over the context"}}};
  return std::max_element(parts.begin(), parts.end())->second;
}

std::vector<Input> inputs_used(const Workload& work) {
  std::vector<Input> used{Input::Barrier, Input::BarriersPerLayer, Input::SmallOps};
  const auto add = [&](std::initializer_list<Input> more) { used.insert(used.end(), more); };
  if (work.host_read.value > 0)
    add({Input::HostBandwidth, Input::HostShare, Input::SocketShare, Input::Peak, Input::DecodeShare});
  if (work.vram_read.value > 0) add({Input::VramBandwidth, Input::VramShare});
  if (reads_disk(work)) add({Input::DiskBandwidth, Input::DiskShare, Input::CacheHitExponent});
  if (work.attention.value > 0) add({Input::AttentionShare});
  if (work.vram_attention.value > 0) add({Input::VramAttention});
  return used;
}

TokenTime likely_token_time(const Workload& work, const Inputs& inputs) {
  Point point{};
  for (Input input : inputs_used(work)) {
    if (!inputs.of(input)) return {};
    point[static_cast<std::size_t>(input)] = inputs.of(input)->value.likely;
  }
  return token_time(work, point);
}

std::optional<TimeInterval> decode_time(const Workload& work, const Inputs& inputs) {
  return spread_time(inputs, inputs_used(work), [&](const Point& p) { return total(token_time(work, p)); });
}

}  // namespace probellm::estimator
