#include "gpu/device.h"

#include "gpu/opencl/opencl.h"

namespace probellm::gpu {

core::Result<std::vector<std::unique_ptr<Device>>> open_devices() { return opencl::open_devices(); }

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::Gpu:
      return "GPU";
    case Kind::Cpu:
      return "CPU";
    case Kind::Other:
      return "other device";
  }
  return "";
}

}  // namespace probellm::gpu
