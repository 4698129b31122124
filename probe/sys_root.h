#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace probellm::probe {

/// What was read of a root, by path.
struct Recording {
  std::map<std::string, std::string> files{};
  std::map<std::string, std::vector<std::string>> folders{};
  /// Targets of symbolic links.
  std::map<std::string, std::string> links{};
  /// Paths that were only asked for and are there.
  std::set<std::string> existing{};
  /// What is there and couldn't be read.
  std::map<std::string, core::Error> refusals{};
};

/// The one way to read /proc, /sys, /run and /dev: paths are absolute and lie under `root`, which is "/" for
/// the live machine and a fixture's folder in tests.
class SysRoot {
 public:
  explicit SysRoot(std::string root);
  /// A root that refuses some paths, as the machine did where it was recorded.
  SysRoot(std::string root, std::map<std::string, core::Error> refusals);

  /// The same root; what is read goes into the recording, and a file is read once only.
  SysRoot recorded_in(std::shared_ptr<Recording> recording) const;

  /// The file's text, at most 16 MiB; NotFound, PermissionDenied, Malformed (larger) or Failed (a folder, an
  /// I/O error).
  core::Result<std::string> read(std::string_view path) const;
  /// The file's text without white space at its ends.
  core::Result<std::string> read_trimmed(std::string_view path) const;
  /// The names in a folder, sorted.
  core::Result<std::vector<std::string>> list(std::string_view path) const;
  /// Where a symbolic link points to, as it is written there.
  core::Result<std::string> link_target(std::string_view path) const;
  bool exists(std::string_view path) const;

 private:
  template <class T>
  core::Result<T> recorded(std::map<std::string, T> Recording::*kept, std::string_view path,
                           core::Result<T> (*read_it)(const std::string& root, std::string_view path)) const;

  std::string root_;
  std::shared_ptr<const std::map<std::string, core::Error>> refusals_;
  std::shared_ptr<Recording> recording_;
};

}  // namespace probellm::probe
