#include "bench/gpu/sizes.h"

#include <algorithm>

namespace probellm::bench {
namespace {

/// Of what is free: three arrays of it are less than 80 %.
constexpr std::int64_t kPercentOfFree = 26;
constexpr std::int64_t kStep = 1 << 20;
/// More takes longer to fill and to check than it tells.
constexpr core::Bytes kEnough{512 * core::kMiB};
constexpr core::Bytes kEnoughOfHost{256 * core::kMiB};
constexpr core::Bytes kLeast{32 * core::kMiB};

}  // namespace

core::Result<core::Bytes> array_size(const gpu::DeviceInfo& info, std::optional<core::Bytes> free,
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
  return core::Bytes{most.value / kStep * kStep};
}

}  // namespace probellm::bench
