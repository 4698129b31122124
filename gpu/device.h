#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/units.h"

namespace probellm::gpu {

/// What a driver says a device is: only a Gpu has VRAM, whatever else drivers show.
enum class Kind { Gpu, Cpu, Other };

/// A device as its driver describes it.
struct DeviceInfo {
  std::string name;
  /// Who drives it: "OpenCL, NVIDIA CUDA".
  std::string driver;
  Kind kind = Kind::Other;
  /// True where it works in the machine's memory.
  bool is_unified = false;
  core::Bytes memory;
  core::Bytes largest_allocation;
  /// Its last-level cache; 0 where the driver doesn't say.
  core::Bytes cache;
  int compute_units = 1;
};

/// The work of one run over its arrays: read one, copy the first into the third, or add three times the
/// second to the first into the third.
enum class Kernel { Read, Copy, Triad };

/// How a kernel shares out its work: work items take turns at neighbouring vectors, as a GPU's memory wants,
/// or each has a part of its own, as a CPU's does.
enum class Sharing { Turns, Parts };
struct Shape {
  Sharing sharing = Sharing::Turns;
  int group = 256;
  int groups_per_unit = 8;
};

/// What a run took by the device's own clock, and the sum of the 32-bit words that it read, modulo 2^32; 0
/// where it only wrote.
struct Run {
  core::Seconds time;
  std::uint32_t sum = 0;
};

enum class Direction { Upload, Download };

/// A device that is held open: memory and queue are given back when it goes.
class Device {
 public:
  virtual ~Device() = default;
  virtual const DeviceInfo& info() const = 0;
  /// Takes three arrays of so many bytes, a multiple of 64 KiB, and writes word i of array a as word_at(a,
  /// i). Failed where they can't be had.
  virtual core::Result<core::Bytes> allocate(core::Bytes each) = 0;
  /// Runs a kernel once; a Read reads that array.
  virtual core::Result<Run> run(Kernel kernel, const Shape& shape, int array) = 0;
  /// Reads blocks of the first array: so many bytes from each of these offsets, which are multiples of 64.
  virtual core::Result<Run> gather(const std::vector<std::uint64_t>& offsets, core::Bytes block,
                                   const Shape& shape) = 0;
  /// Copies so many bytes between pinned host memory and the third array, by the host's clock.
  virtual core::Result<core::Seconds> transfer(Direction direction, core::Bytes bytes) = 0;
};

/// The word that a device's array holds at an index, which no device can compress or guess.
constexpr std::uint32_t word_at(int array, std::uint64_t index) {
  auto x = static_cast<std::uint32_t>(index) + static_cast<std::uint32_t>(array) * 0x9e3779b9u;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

/// The devices that the drivers of this machine show; NotFound with the reason where there is none.
core::Result<std::vector<std::unique_ptr<Device>>> open_devices();

/// "GPU", "CPU" or "other device".
std::string_view name_of(Kind kind);

}  // namespace probellm::gpu
