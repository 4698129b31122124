#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// The start of a file, mapped to be read only and shared with the page cache, as llama.cpp maps weights;
/// unmapped at the end.
class FileMapping {
 public:
  /// Maps the first `size` bytes, or as many as the file has; Failed with the kernel's reason, Unsupported
  /// for a file that was written to in the last minutes: should it be cut short meanwhile, reading would kill
  /// the process.
  static core::Result<FileMapping> make(const std::filesystem::path& path, core::Bytes size);
  ~FileMapping();
  FileMapping(FileMapping&& other) noexcept { *this = std::move(other); }
  FileMapping& operator=(FileMapping&& other) noexcept;

  const std::byte* data() const { return static_cast<const std::byte*>(mapped_); }
  /// The same for kernels, whose arrays aren't const; writing to it ends the process.
  std::uint64_t* words() const { return static_cast<std::uint64_t*>(mapped_); }
  core::Bytes size() const { return size_; }

 private:
  FileMapping() = default;

  void* mapped_ = nullptr;
  core::Bytes size_;
};

}  // namespace probellm::bench
