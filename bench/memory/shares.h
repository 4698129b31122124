#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/memory/kernels.h"
#include "core/units.h"

namespace probellm::bench {

/// What one worker reads in a pass, in that order.
using Share = std::vector<Arrays>;
/// The share of each worker of a team; one with an empty share rests.
using Shares = std::vector<Share>;

/// Part i was touched by worker i, so that it lies on that worker's node: each of `workers` reads its own.
Shares own_parts(const std::vector<Arrays>& parts, const std::vector<int>& workers);

/// The first `threads` workers read equally much, each of memory of its own group (a NUMA node), and as much
/// of it as they can, so that few threads don't read what their caches hold.
Shares shares_of_first(const std::vector<Arrays>& parts, const std::vector<std::vector<int>>& groups,
                       int threads);

/// `readers` read, in equal shares, the parts that `touchers` touched.
Shares shares_across(const std::vector<Arrays>& parts, const std::vector<int>& readers,
                     const std::vector<int>& touchers);

/// Every worker reads pages of 2 MiB of the groups by turns, no two neighbours beginning at the same group.
Shares interleaved(const std::vector<Arrays>& parts, const std::vector<std::vector<int>>& groups);

/// Blocks of the parts in random order, each read by one worker as three runs of a third, equally many for
/// each; none where there are fewer blocks than workers.
Shares random_blocks(const std::vector<Arrays>& parts, core::Bytes block);

/// How many slices passes over the arrays are cut into where samples shall be short.
inline constexpr std::size_t kSlices = 4;

/// Slice `index` of `count` equal ones, of whole lines.
Arrays slice_of(const Arrays& arrays, std::size_t index, std::size_t count);

/// The shares cut into `count` of equal size, which together are them but for a rest: of whole blocks where a
/// worker has enough of them.
std::vector<Shares> slices_of(const Shares& shares, std::size_t count);

/// The arrays that a run of `words` words from `start` is as three runs of a third; less than 192 bytes at
/// its end aren't read.
Arrays thirds_of(std::uint64_t* start, std::size_t words);

/// Bytes that all shares hold together.
core::Bytes bytes_of(const Shares& shares);

}  // namespace probellm::bench
