#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "bench/disk/disk_blocks.h"
#include "bench/disk/disk_files.h"
#include "bench/threads/thread_team.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// What one sequential read fetches; only whole blocks of a file are read.
inline constexpr core::Bytes kDiskBlock{8 * core::kMiB};

/// The blocks to read, each of `block` bytes, and the time after which none is begun.
struct ReadPlan {
  std::span<const DiskFile> files;
  core::Bytes block = kDiskBlock;
  std::vector<FileBlock> blocks;
  core::Seconds time{1.0};
};

/// How much was read of how many files, and how fast in each slice of at least 64 MiB, in B/s.
struct DiskReading {
  core::Bytes bytes;
  int files = 0;
  core::Bytes bytes_per_sample;
  std::vector<double> samples;
};

/// Reads the blocks in their order, past the page cache, one at a time in each of the team's threads;
/// Unsupported where the filesystem has no direct reads.
core::Result<DiskReading> read_blocks(const ReadPlan& plan, ThreadTeam& readers,
                                      const std::atomic<bool>& stop);

/// Rates of slices of `bytes_in_slice` bytes in `blocks_in_slice` blocks, from the moments at which blocks
/// were complete, the first being the start.
std::vector<double> slice_rates(std::vector<double> moments, std::size_t blocks_in_slice,
                                core::Bytes bytes_in_slice);

}  // namespace probellm::bench
