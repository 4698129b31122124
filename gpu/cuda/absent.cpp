#include "gpu/cuda/cuda.h"

namespace probellm::gpu::cuda {

core::Result<std::vector<std::unique_ptr<Device>>> open_devices() {
  return core::Error{core::ErrorKind::Unsupported, "CUDA: this program was built without it"};
}

}  // namespace probellm::gpu::cuda
