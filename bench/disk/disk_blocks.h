#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bench/disk/disk_files.h"
#include "core/units.h"

namespace probellm::bench {

/// A whole block of one of some files, by its index.
struct FileBlock {
  std::size_t file = 0;
  std::int64_t offset = 0;
};

/// The files' whole blocks of `block` bytes, in order, of `most` bytes together.
std::vector<FileBlock> blocks_in_order(std::span<const DiskFile> files, core::Bytes block, core::Bytes most);

/// The same, each at a random place and none twice.
std::vector<FileBlock> blocks_at_random(std::span<const DiskFile> files, core::Bytes block, core::Bytes most);

/// Bytes of the files that are in whole blocks.
core::Bytes bytes_in_blocks(std::span<const DiskFile> files, core::Bytes block);

}  // namespace probellm::bench
