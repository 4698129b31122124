#pragma once

#include <string>

#include "core/result.h"

namespace probellm::rehearsal {

/// A file without a name in a folder, whose space is free again when this ends, however the process ends.
class UnnamedFile {
 public:
  /// Failed or PermissionDenied with the kernel's reason.
  static core::Result<UnnamedFile> make(const std::string& folder);
  ~UnnamedFile();
  UnnamedFile(UnnamedFile&& other) noexcept { *this = std::move(other); }
  UnnamedFile& operator=(UnnamedFile&& other) noexcept;

  int descriptor() const { return descriptor_; }
  /// What opens it from another process as long as this lives.
  std::string path() const;

 private:
  UnnamedFile() = default;

  int descriptor_ = -1;
};

}  // namespace probellm::rehearsal
