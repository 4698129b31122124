#include "cuda/vram.h"

namespace probellm::cuda {

core::Result<std::vector<core::Measurement>> measure_vram() {
  return core::Error{core::ErrorKind::Unsupported,
                     "this build has no CUDA, so VRAM bandwidth isn't measured"};
}

}  // namespace probellm::cuda
