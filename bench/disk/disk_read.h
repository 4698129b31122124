#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "bench/disk/disk_files.h"
#include "bench/threads/thread_team.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// What one read fetches; only whole blocks of a file are read.
inline constexpr core::Bytes kDiskBlock{8 * core::kMiB};

/// When a reading of files ends.
struct ReadBounds {
  core::Seconds time{1.0};
  core::Bytes bytes{2 * core::kGiB};
};

/// How much was read, and how fast in each slice of at least 64 MiB, in B/s.
struct DiskReading {
  core::Bytes bytes;
  int files = 0;
  core::Bytes bytes_per_sample;
  std::vector<double> samples;
};

/// Reads blocks of the files in order, past the page cache, each at most once, one at a time in each of the
/// team's threads; Unsupported where the filesystem has no direct reads.
core::Result<DiskReading> read_files(std::span<const DiskFile> files, const ReadBounds& bounds,
                                     ThreadTeam& readers, const std::atomic<bool>& stop);

/// Rates of slices of equal bytes, from the moments at which blocks were complete, the first being the start.
std::vector<double> slice_rates(std::vector<double> moments, std::size_t blocks_in_slice);

}  // namespace probellm::bench
