#pragma once

#include <filesystem>
#include <string>

#include "probe/sources.h"

namespace probellm::probe {

/// A folder with files that stands for "/", gone again with this object.
class TemporaryRoot {
 public:
  TemporaryRoot();
  ~TemporaryRoot();
  TemporaryRoot(const TemporaryRoot&) = delete;
  TemporaryRoot& operator=(const TemporaryRoot&) = delete;

  /// Writes a file and the folders above it.
  TemporaryRoot& file(const std::string& path, const std::string& text);
  TemporaryRoot& folder(const std::string& path);
  SysRoot sys() const { return SysRoot(path_.string()); }
  const std::filesystem::path& path() const { return path_; }
  /// Sources that see nothing but this folder.
  Sources sources() const;

 private:
  std::filesystem::path path_;
};

}  // namespace probellm::probe
