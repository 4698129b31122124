#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/gpu/contents.h"
#include "bench/gpu/sizes.h"
#include "bench/quality.h"
#include "bench/session.h"
#include "core/measurement.h"
#include "gpu/device.h"

namespace probellm::bench {

/// One device while it is measured.
struct DeviceRun {
  gpu::Device& device;
  /// What its rows call it: "#0 NVIDIA H200 (GPU, CUDA 13.0, 0000:03:00.0)".
  std::string name;
  const Session& session;
  core::Seconds end;
  ArraySizes sizes{};
  /// What is to be said of every row.
  std::vector<Warning> warnings{};
  /// The fastest to read with, which other rows take over.
  gpu::Shape reading{};
  /// Those that still want their share of the time.
  int rows_left = 1;
};

/// Measures one row.
using RowOf = std::function<core::Measurement(DeviceRun&)>;

/// Does once what a row measures, and tells the time that it took.
using Once = std::function<core::Result<core::Seconds>()>;

/// What the first or second array of every device holds.
const Contents& contents_of(int array);

/// A row of that id without a number.
core::Measurement row_of(const DeviceRun& run, std::string id);

/// The id of a row of the device's memory or link: "vram." and the name, or "opencl." where it has no VRAM.
std::string memory_id(const gpu::DeviceInfo& info, const std::string& name);

/// What a run took, or why it took none.
template <class Ran>
core::Result<core::Seconds> time_of(const core::Result<Ran>& ran) {
  if (!ran) return ran.error();
  return ran->time;
}

/// True once there is no time for more than has to be done.
bool is_over(const DeviceRun& run);

/// `row` with samples of what `amount` bytes or operations took, or of the time itself where that is the
/// row's unit: until their median is known within 2 %, at least seven, and no longer than the row's share of
/// what time is left. What slows the device meanwhile is said.
core::Measurement sampled(DeviceRun& run, core::Measurement row, double amount, const Once& once);

/// One of several ways to do the same.
struct Way {
  std::string name;
  Once once;
};

/// The place of the fastest way, each tried twice, as many as fit into a part of the row's share of the time;
/// the others become the row's losers. As many as there are ways where none works.
std::size_t fastest(DeviceRun& run, core::Measurement& row, double amount, const std::vector<Way>& ways);

/// The error of a device that answered, and answered wrong.
core::Error wrong_answer(std::string what);

}  // namespace probellm::bench
