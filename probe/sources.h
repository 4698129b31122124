#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/units.h"
#include "probe/nvml.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// Total and free bytes of the filesystem that holds a path.
struct FilesystemSpace {
  core::Bytes total;
  core::Bytes free;
};

/// What the system says of this process.
struct ProcessFacts {
  std::string host_name;
  std::string os;
  std::string kernel;
  bool is_root = false;
  /// Logical CPUs that the process may run on.
  std::vector<int> affinity;
  /// RLIMIT_AS, absent where unlimited.
  std::optional<core::Bytes> address_space_limit;
  /// statvfs of a path.
  std::function<core::Result<FilesystemSpace>(const std::string& path)> filesystem_space;
  /// Bytes of the model files (.gguf, .safetensors) in a folder and those below it.
  std::function<core::Bytes(const std::string& folder)> model_files;
};

/// Everything a machine is read from; a test swaps each for a recording.
struct Sources {
  SysRoot sys;
  ProcessFacts process;
  /// hwloc's topology: empty for the live machine, else the text of an XML export.
  std::optional<std::string> topology_xml;
  NvmlTable nvml;
  /// The folder that would hold the weights; empty for the local filesystem with the most free space.
  std::string weights_dir;
  /// True only for the machine that this process runs on.
  bool live = false;
  /// On macOS, what sysctl says; absent on Linux.
  std::optional<std::string> sysctl{};
};

/// The sources of this machine, opened once; the folder for weights is absolute and without links, or empty.
Sources live_sources(std::string weights_dir);

}  // namespace probellm::probe
