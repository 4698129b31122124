#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/parts.h"
#include "core/units.h"

namespace probellm::core {

/// Equal memory modules: how many, how large, of what type and how fast they may run.
struct Modules {
  int count = 0;
  Bytes each;
  std::string type;
  double transfers_per_second = 0;
};

/// GPUs of one kind; memory of each where it isn't the usual card's.
struct GpuSet {
  int count = 1;
  GpuSpec spec;
  std::optional<Bytes> memory;
};

/// A disk: nvme, ssd or hdd, its read bandwidth and size where they are stated.
struct DiskSpec {
  std::string kind;
  std::optional<BytesPerSecond> read;
  std::optional<Bytes> size;
};

/// A machine as somebody would order it.
struct MachineSpec {
  /// As it was written.
  std::string text;
  int sockets = 1;
  CpuSpec cpu;
  /// Absent for a CPU that carries its memory and doesn't say how much.
  std::optional<Modules> memory;
  std::vector<GpuSet> gpus;
  std::optional<DiskSpec> disk;
  /// What reading its memory reaches, where somebody measured that, and where it stands.
  std::optional<BytesPerSecond> read{};
  std::string read_source{};
};

}  // namespace probellm::core
