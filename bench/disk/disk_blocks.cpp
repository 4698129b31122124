#include "bench/disk/disk_blocks.h"

#include <algorithm>
#include <random>
#include <unordered_set>

namespace probellm::bench {
namespace {

std::int64_t blocks_in(const DiskFile& file, core::Bytes block) { return file.size.value / block.value; }

FileBlock nth_block(std::span<const DiskFile> files, core::Bytes block, std::int64_t n) {
  FileBlock found;
  for (; n >= blocks_in(files[found.file], block); ++found.file) n -= blocks_in(files[found.file], block);
  found.offset = n * block.value;
  return found;
}

}  // namespace

core::Bytes bytes_in_blocks(std::span<const DiskFile> files, core::Bytes block) {
  core::Bytes sum;
  for (const DiskFile& file : files) sum += block * blocks_in(file, block);
  return sum;
}

std::vector<FileBlock> blocks_in_order(std::span<const DiskFile> files, core::Bytes block, core::Bytes most) {
  std::int64_t left = most.value / block.value;
  std::vector<FileBlock> blocks;
  for (std::size_t file = 0; file < files.size() && left > 0; ++file)
    for (std::int64_t i = 0; i < blocks_in(files[file], block) && left > 0; ++i, --left)
      blocks.push_back({file, i * block.value});
  return blocks;
}

std::vector<FileBlock> blocks_at_random(std::span<const DiskFile> files, core::Bytes block,
                                        core::Bytes most) {
  const std::int64_t all = bytes_in_blocks(files, block).value / block.value;
  const auto count = static_cast<std::size_t>(std::min(all, most.value / block.value));
  std::mt19937_64 random(1);
  std::unordered_set<std::int64_t> taken;
  std::vector<FileBlock> blocks;
  while (blocks.size() < count) {
    const auto n = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(all));
    if (taken.insert(n).second) blocks.push_back(nth_block(files, block, n));
  }
  return blocks;
}

}  // namespace probellm::bench
