#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <string>
#include <type_traits>

#include "core/result.h"

namespace probellm::gpu::cuda {

/// What CUDA says of a call that failed.
inline core::Error failure(const char* what, cudaError_t code) {
  return {core::ErrorKind::Failed, std::string("CUDA: ") + what + ": " + cudaGetErrorString(code)};
}

template <auto kRelease>
struct Release {
  template <class Pointer>
  void operator()(Pointer* object) const {
    static_cast<void>(kRelease(object));
  }
};

/// CUDA's objects, given back when they go.
using DeviceMemory = std::unique_ptr<void, Release<&cudaFree>>;
using PinnedMemory = std::unique_ptr<void, Release<&cudaFreeHost>>;
using Stream = std::unique_ptr<std::remove_pointer_t<cudaStream_t>, Release<&cudaStreamDestroy>>;
using Event = std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, Release<&cudaEventDestroy>>;
using Graph = std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, Release<&cudaGraphDestroy>>;
using GraphExec = std::unique_ptr<std::remove_pointer_t<cudaGraphExec_t>, Release<&cudaGraphExecDestroy>>;

/// Memory of the device that is current; empty where it has no room.
inline DeviceMemory device_memory(std::size_t bytes) {
  void* memory = nullptr;
  if (cudaMalloc(&memory, bytes) != cudaSuccess) {
    static_cast<void>(cudaGetLastError());
    return nullptr;
  }
  return DeviceMemory(memory);
}

}  // namespace probellm::gpu::cuda
