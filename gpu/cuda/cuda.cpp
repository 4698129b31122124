#include "gpu/cuda/cuda.h"

#include <algorithm>
#include <string>

#include "gpu/cuda/device.h"

namespace probellm::gpu::cuda {
namespace {

std::string version_words(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

core::Error why_none(cudaError_t code) {
  int driver = 0;
  if (cudaDriverGetVersion(&driver) == cudaSuccess && driver == 0)
    return {core::ErrorKind::NotFound, "CUDA: NVIDIA's driver isn't installed (libcuda.so.1)"};
  if (code == cudaErrorInsufficientDriver)
    return {core::ErrorKind::NotFound, "CUDA: the driver runs CUDA " + version_words(driver) +
                                           ", this build needs " + version_words(CUDART_VERSION) +
                                           ": update the driver"};
  return {core::ErrorKind::NotFound, std::string("CUDA: ") + cudaGetErrorString(code)};
}

}  // namespace

core::Result<std::vector<std::unique_ptr<Device>>> open_devices() {
  int count = 0;
  if (const auto code = cudaGetDeviceCount(&count); code != cudaSuccess) return why_none(code);
  int version = 0;
  static_cast<void>(cudaDriverGetVersion(&version));
  std::vector<std::unique_ptr<Device>> devices;
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    cudaDeviceProp properties{};
    if (cudaGetDeviceProperties(&properties, ordinal) == cudaSuccess)
      devices.push_back(std::make_unique<CudaDevice>(ordinal, properties, "CUDA " + version_words(version)));
  }
  std::stable_sort(devices.begin(), devices.end(), [](const auto& a, const auto& b) {
    return a->info().pci_address < b->info().pci_address;
  });
  return devices;
}

}  // namespace probellm::gpu::cuda
