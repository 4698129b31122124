#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/fact.h"
#include "core/result.h"
#include "core/units.h"
#include "probe/gpu/nvml.h"
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

/// The memory of one socket by its CPU's data sheet: channels, and the fastest modules where each has one.
struct CpuMemory {
  core::Fact<int> channels;
  core::Fact<double> transfers_per_second;
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
  /// The SMBIOS table to read instead of the system's, as a file holds it.
  std::optional<std::string> dmi_table{};
  /// What a CPU's maker states of its memory, by the CPU's model name; unset where nothing knows CPUs.
  std::function<CpuMemory(const std::string& model)> cpu_memory{};
  /// On macOS, what sysctl says; absent on Linux.
  std::optional<std::string> sysctl{};
};

/// The sources of this machine, opened once; the folder for weights is absolute and without links, or empty.
Sources live_sources(std::string weights_dir);

}  // namespace probellm::probe
