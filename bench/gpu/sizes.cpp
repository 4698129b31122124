#include "bench/gpu/sizes.h"

#include <algorithm>

namespace probellm::bench {
namespace {

/// Of what is free: three arrays of it are less than kPercentOfAll.
constexpr std::int64_t kPercentOfFree = 26;
constexpr std::int64_t kPercentOfAll = 78;
constexpr std::int64_t kStep = 1 << 20;
/// What the fastest VRAM reads in a millisecond, beside which starting a kernel is nothing.
constexpr core::Bytes kEnough{4 * core::kGiB};
constexpr core::Bytes kEnoughOfHost{256 * core::kMiB};
constexpr core::Bytes kLeast{32 * core::kMiB};

core::Bytes whole_steps(core::Bytes bytes) { return {bytes.value / kStep * kStep}; }

}  // namespace

core::Result<ArraySizes> array_sizes(const gpu::DeviceInfo& info, std::optional<core::Bytes> free,
                                     core::Bytes host_room) {
  const bool is_host = info.is_unified || info.kind != gpu::Kind::Gpu;
  core::Bytes room = free.value_or(core::Bytes{info.memory.value / 2});
  if (is_host) room = std::min(room, host_room);
  const core::Bytes most = std::min({core::Bytes{room.value / 100 * kPercentOfFree}, info.largest_allocation,
                                     is_host ? kEnoughOfHost : kEnough});
  const core::Bytes least = std::max(kLeast, info.cache * 8);
  if (most < least)
    return core::Error{core::ErrorKind::NotFound,
                       std::to_string(room.value >> 20) + " MiB are free on it, " +
                           std::to_string((least.value / kPercentOfFree * 100) >> 20) +
                           " MiB are needed: free some and repeat"};
  ArraySizes sizes{whole_steps(most), whole_steps(most)};
  if (is_host) return sizes;
  const core::Bytes rest = core::Bytes{room.value / 100 * kPercentOfAll} - sizes.each * 2;
  sizes.first = std::max(sizes.each, whole_steps(std::min(rest, info.largest_allocation)));
  return sizes;
}

}  // namespace probellm::bench
