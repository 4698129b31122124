#pragma once

#include <filesystem>
#include <vector>

#include "core/units.h"

namespace probellm::bench {

/// A file that is there to be read.
struct DiskFile {
  std::filesystem::path path;
  core::Bytes size;
};

/// How far a search goes before it is content with what it has.
struct SearchBounds {
  int entries = 20'000;
  core::Seconds time{0.3};
  core::Bytes least_size{8 * core::kMiB};
};

/// Readable, not sparse regular files below `root` on its filesystem, breadth first and following no link;
/// weights (.gguf, .safetensors) first, then the biggest.
std::vector<DiskFile> find_large_files(const std::filesystem::path& root, const SearchBounds& bounds);

}  // namespace probellm::bench
