#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "gpu/cuda/cublas_lt.h"
#include "gpu/cuda/owned.h"
#include "gpu/device.h"

namespace probellm::gpu::cuda {

/// A GPU through CUDA's runtime; its context is made when it is first used and goes with it.
class CudaDevice : public Device, public Arithmetic {
 public:
  /// The device of CUDA's own number.
  CudaDevice(int ordinal, const cudaDeviceProp& properties, std::string driver);
  ~CudaDevice() override;
  CudaDevice(const CudaDevice&) = delete;
  CudaDevice& operator=(const CudaDevice&) = delete;

  const DeviceInfo& info() const override { return info_; }
  std::vector<Shape> shapes() const override;
  core::Result<core::Bytes> free_memory() override;
  core::Result<core::Bytes> allocate(core::Bytes each, core::Bytes first) override;
  core::Result<Run> run(const Work& work, const Shape& shape) override;
  core::Result<Run> gather(const std::vector<std::uint64_t>& offsets, core::Bytes block,
                           const Shape& shape) override;
  core::Result<std::span<std::uint32_t>> host_memory(core::Bytes bytes, bool is_pinned) override;
  core::Result<core::Seconds> transfer(Direction direction) override;
  core::Result<Hop> copy_to(Device& other, core::Bytes bytes) override;
  Arithmetic* arithmetic() override { return this; }

  core::Result<ProductsRun> multiply(const Products& products) override;
  core::Result<MatrixRun> multiply(const MatrixProduct& product) override;
  core::Result<core::Seconds> launch(Launching launching) override;

 private:
  /// Makes this device the calling thread's, and its streams where there are none yet.
  std::optional<core::Error> use();
  /// The time of one of `times` calls of `start`, which only puts work into the stream.
  core::Result<core::Seconds> timed(const char* what, int times, const std::function<cudaError_t()>& start);
  /// The same, as often as it takes to be long enough for the clock.
  core::Result<core::Seconds> timed(const char* what, const std::function<cudaError_t()>& start);
  core::Result<Run> summed(const core::Result<core::Seconds>& time);
  /// A copy on the device, which lasts until the next; nullptr where there is no room.
  const std::uint64_t* copied(const std::vector<std::uint64_t>& numbers);
  core::Result<core::Seconds> launched(Launching launching, int times, std::uint32_t* counter);
  std::optional<core::Error> why_no_product(const MatrixProduct& product) const;

  int ordinal_;
  int capability_;
  DeviceInfo info_;
  Stream stream_;
  Stream other_stream_;
  Event begin_;
  Event end_;
  std::array<DeviceMemory, 3> arrays_;
  core::Bytes each_;
  core::Bytes first_;
  DeviceMemory sums_;
  DeviceMemory numbers_;
  PinnedMemory pinned_;
  std::unique_ptr<std::uint32_t[]> pageable_;
  std::span<std::uint32_t> host_;
  std::optional<CublasLt> cublas_;
};

}  // namespace probellm::gpu::cuda
