#include "gguf/file.h"

namespace probellm::gguf {

core::Bytes stored_bytes(const Tensor& tensor) {
  std::int64_t elements = 1;
  for (const std::int64_t length : tensor.shape) elements *= length;
  return {elements / tensor.type.elements * tensor.type.bytes};
}

core::Bytes stored_bytes(const File& file) {
  core::Bytes sum;
  for (const Tensor& tensor : file.tensors) sum += stored_bytes(tensor);
  return sum;
}

}  // namespace probellm::gguf
