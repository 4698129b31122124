#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace probellm::probe {

/// The one way to read /proc, /sys, /run and /dev: paths are absolute and lie under `root`, which is "/" for
/// the live machine and a fixture's folder in tests.
class SysRoot {
 public:
  explicit SysRoot(std::string root);

  /// The file's text, at most 16 MiB; NotFound, PermissionDenied, Malformed (larger) or Failed (a folder, an
  /// I/O error).
  core::Result<std::string> read(std::string_view path) const;
  /// The file's text without white space at its ends.
  core::Result<std::string> read_trimmed(std::string_view path) const;
  /// The names in a folder, sorted.
  core::Result<std::vector<std::string>> list(std::string_view path) const;
  /// The last part of a symbolic link's target.
  core::Result<std::string> link_name(std::string_view path) const;
  bool exists(std::string_view path) const;

 private:
  std::string root_;
};

}  // namespace probellm::probe
