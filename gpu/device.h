#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/units.h"
#include "gpu/arithmetic.h"

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
  /// As Linux writes it, "0000:c1:00.0"; empty where the driver doesn't say.
  std::string pci_address{};
};

/// The work of one run over its arrays: read one, copy the first into the third, or add three times the
/// second to the first into the third.
enum class Kernel { Read, Copy, Triad };

/// How a kernel shares out its work: work items take turns at neighbouring vectors, as a GPU's memory wants,
/// or each has a part of its own, as a CPU's does.
enum class Sharing { Turns, Parts };

/// A way to run a kernel: groups of work items on each unit, or as many as there is work for where that is 0,
/// and the 16-byte vectors that an item asks for before it uses one.
struct Shape {
  Sharing sharing = Sharing::Turns;
  int group = 256;
  int groups_per_unit = 8;
  int in_flight = 4;
};

/// What a run took by the device's own clock, and the sum of the 32-bit words that it read, modulo 2^32; 0
/// where it only wrote.
struct Run {
  core::Seconds time;
  std::uint32_t sum = 0;
};

/// What is read or written: the first bytes of a device's arrays, a multiple of 64 KiB.
struct Work {
  Kernel kernel = Kernel::Read;
  /// The one that a Read reads.
  int array = 0;
  core::Bytes bytes;
};

/// From the host to the device, back, or half of the bytes each way at once.
enum class Direction { Upload, Download, Both };

/// Of an amount that is copied, the part that goes to the device; the rest comes back.
constexpr std::size_t part_that_goes_up(Direction direction, std::size_t all) {
  if (direction == Direction::Both) return all / 2;
  return direction == Direction::Upload ? all : 0;
}

/// A copy between two devices: its time, and whether it goes straight or through the host's memory.
struct Hop {
  core::Seconds time;
  bool is_direct = false;
};

/// A device that is held open: memory and queue are given back when it goes.
class Device {
 public:
  virtual ~Device() = default;
  virtual const DeviceInfo& info() const = 0;
  /// The shapes to try, at least one.
  virtual std::vector<Shape> shapes() const = 0;
  /// What can be taken of its memory now; NotFound where its driver doesn't tell.
  virtual core::Result<core::Bytes> free_memory() = 0;
  /// Takes three arrays of so many bytes, the first of them longer, all multiples of 64 KiB, and writes word
  /// i of array a as word_at(a, i). Failed where they can't be had.
  virtual core::Result<core::Bytes> allocate(core::Bytes each, core::Bytes first) = 0;
  /// Runs a kernel, more than once where it is short.
  virtual core::Result<Run> run(const Work& work, const Shape& shape) = 0;
  /// Reads blocks of the first array: so many bytes from each of these offsets, which are multiples of 64, as
  /// are the bytes.
  virtual core::Result<Run> gather(const std::vector<std::uint64_t>& offsets, core::Bytes block,
                                   const Shape& shape) = 0;
  /// Takes host memory for transfers, on the NUMA node of the calling thread, and gives back what was taken
  /// before; pinned memory is what devices read without help. Whole words.
  virtual core::Result<std::span<std::uint32_t>> host_memory(core::Bytes bytes, bool is_pinned) = 0;
  /// Copies all of that memory to or from the third array, by the host's clock. Both uploads its first half,
  /// and downloads into its second.
  virtual core::Result<core::Seconds> transfer(Direction direction) = 0;
  /// Copies so many bytes of the first array into the third of another device; Unsupported where its driver
  /// has no such copies.
  virtual core::Result<Hop> copy_to(Device& other, core::Bytes bytes);
  /// What it computes besides; nullptr where its driver has nothing but bandwidth here.
  virtual Arithmetic* arithmetic() { return nullptr; }
};

/// Words after which contents repeat: 64 MiB, so that the host can tell the sum of any stretch.
inline constexpr std::uint64_t kPeriod = std::uint64_t{1} << 24;

/// The word that a device's array holds at an index, which no device can compress or guess. Bit 6 of each
/// byte is clear, so that it is also a pair of finite f16 or bf16 and four finite FP8 numbers.
constexpr std::uint32_t word_at(int array, std::uint64_t index) {
  auto x =
      static_cast<std::uint32_t>(index & (kPeriod - 1)) + static_cast<std::uint32_t>(array) * 0x9e3779b9u;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return (x ^ (x >> 16)) & 0xbfbfbfbfu;
}

/// The devices that the drivers of this machine show, and why drivers that were asked show none.
struct Devices {
  std::vector<std::unique_ptr<Device>> all;
  std::vector<std::string> reasons;
};

/// CUDA's devices in the order of their PCI addresses, then OpenCL's, without NVIDIA's where CUDA has them.
Devices open_devices();

/// "GPU", "CPU" or "other device".
std::string_view name_of(Kind kind);

}  // namespace probellm::gpu
