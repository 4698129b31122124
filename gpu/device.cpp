#include "gpu/device.h"

#include <utility>

#include "gpu/cuda/cuda.h"
#include "gpu/opencl/opencl.h"

namespace probellm::gpu {

core::Result<Hop> Device::copy_to(Device&, core::Bytes) {
  return core::Error{core::ErrorKind::Unsupported, info().driver + " has no copies to other devices here"};
}

Devices open_devices() {
  Devices devices;
  auto cuda = cuda::open_devices();
  if (cuda)
    devices.all = std::move(cuda.value());
  else
    devices.reasons.push_back(cuda.error().what);
  const bool has_cuda = !devices.all.empty();
  auto opencl = opencl::open_devices();
  if (!opencl) {
    devices.reasons.push_back(opencl.error().what);
    return devices;
  }
  for (auto& device : opencl.value())
    if (!has_cuda || device->info().driver.find("NVIDIA") == std::string::npos)
      devices.all.push_back(std::move(device));
  return devices;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::Gpu:
      return "GPU";
    case Kind::Cpu:
      return "CPU";
    case Kind::Other:
      break;
  }
  return "other device";
}

}  // namespace probellm::gpu
