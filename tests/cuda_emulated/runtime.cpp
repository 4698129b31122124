// CUDA's runtime as far as it is used here, for two devices that the host emulates: what is started is done
// before the call returns.
#include "tests/cuda_emulated/runtime.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "gpu/cuda/ptx.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kDevices = 2;
struct Piece {
  int device;
  std::size_t size;
};
std::map<void*, Piece> pieces;
int current = 0;
int launches_until_fault = -1;
cudaError_t fault[kDevices] = {};

using Launches = std::vector<std::function<void()>>;
Launches* captured = nullptr;

template <class Handle>
Handle as(void* object) {
  return static_cast<Handle>(object);
}

cudaError_t state() { return fault[current]; }

}  // namespace

namespace probellm::emulated {

std::size_t taken_of(int device) {
  std::size_t taken = 0;
  for (const auto& [at, piece] : pieces) taken += piece.device == device ? piece.size : 0;
  return taken;
}

void fail_launch(int number) { launches_until_fault = number; }

}  // namespace probellm::emulated

namespace probellm::gpu::cuda {

cudaError_t take_launch(const Grid& grid, std::function<void()> thread) {
  if (state() != cudaSuccess) return state();
  if (grid.groups == 0 || grid.threads < 1 || grid.threads > 1024 || grid.shared > (48u << 10))
    return cudaErrorInvalidConfiguration;
  if (launches_until_fault >= 0 && launches_until_fault-- == 0)
    return fault[current] = cudaErrorIllegalAddress;
  const auto run = [grid, thread = std::move(thread)] {
    emulated::run_groups(grid.groups, static_cast<unsigned>(grid.threads), thread);
  };
  if (captured != nullptr)
    captured->push_back(run);
  else
    run();
  return cudaSuccess;
}

}  // namespace probellm::gpu::cuda

extern "C" {

const char* cudaGetErrorString(cudaError_t code) {
  return code == cudaErrorIllegalAddress ? "an illegal memory access was encountered" : "error";
}
cudaError_t cudaGetLastError() { return state(); }
cudaError_t cudaDriverGetVersion(int* version) { return *version = CUDART_VERSION, cudaSuccess; }
cudaError_t cudaGetDeviceCount(int* count) { return *count = kDevices, cudaSuccess; }
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  *properties = {};
  std::strcpy(properties->name, "Emulated");
  properties->totalGlobalMem = probellm::emulated::kDeviceMemory;
  properties->l2CacheSize = 1 << 20;
  properties->multiProcessorCount = 3;
  properties->major = 9;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetPCIBusId(char* address, int, int device) {
  // CUDA's first device isn't the first on the bus.
  std::strcpy(address, device == 0 ? "0000:C1:00.0" : "0000:41:00.0");
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) { return current = device, cudaSuccess; }
cudaError_t cudaDeviceReset() {
  fault[current] = cudaSuccess;
  std::erase_if(pieces, [](const auto& each) {
    if (each.second.device == current) std::free(each.first);
    return each.second.device == current;
  });
  return cudaSuccess;
}
cudaError_t cudaDeviceCanAccessPeer(int* can, int device, int) { return *can = device == 0, cudaSuccess; }
cudaError_t cudaDeviceEnablePeerAccess(int, unsigned) { return cudaSuccess; }

cudaError_t cudaMalloc(void** memory, std::size_t size) {
  if (state() != cudaSuccess) return state();
  if (size > probellm::emulated::kDeviceMemory - probellm::emulated::taken_of(current))
    return cudaErrorMemoryAllocation;
  *memory = std::aligned_alloc(256, (size + 255) / 256 * 256);
  std::memset(*memory, 0x5a, size);
  pieces[*memory] = {current, size};
  return cudaSuccess;
}
cudaError_t cudaFree(void* memory) {
  if (pieces.erase(memory) == 1) std::free(memory);
  return cudaSuccess;
}
cudaError_t cudaMallocHost(void** memory, std::size_t size) {
  return *memory = std::malloc(size), cudaSuccess;
}
cudaError_t cudaFreeHost(void* memory) { return std::free(memory), cudaSuccess; }
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* all) {
  *all = probellm::emulated::kDeviceMemory;
  *free = *all - probellm::emulated::taken_of(current);
  return state();
}
cudaError_t cudaMemcpy(void* to, const void* from, std::size_t size, cudaMemcpyKind) {
  if (state() == cudaSuccess) std::memcpy(to, from, size);
  return state();
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t size, cudaMemcpyKind kind, cudaStream_t) {
  return cudaMemcpy(to, from, size, kind);
}
cudaError_t cudaMemcpyPeerAsync(void* to, int, const void* from, int, std::size_t size, cudaStream_t) {
  return cudaMemcpy(to, from, size, cudaMemcpyDeviceToDevice);
}
cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t size, cudaStream_t) {
  if (state() == cudaSuccess) std::memset(memory, value, size);
  return state();
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = as<cudaStream_t>(std::malloc(1));
  return state();
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) { return std::free(stream), cudaSuccess; }
cudaError_t cudaStreamSynchronize(cudaStream_t) { return state(); }
cudaError_t cudaEventCreate(cudaEvent_t* event) {
  *event = as<cudaEvent_t>(std::calloc(1, sizeof(Clock::time_point)));
  return state();
}
cudaError_t cudaEventDestroy(cudaEvent_t event) { return std::free(event), cudaSuccess; }
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t) {
  const auto now = Clock::now();
  std::memcpy(static_cast<void*>(event), &now, sizeof now);
  return state();
}
cudaError_t cudaEventSynchronize(cudaEvent_t) { return state(); }
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  Clock::time_point first, last;
  std::memcpy(&first, static_cast<void*>(begin), sizeof first);
  std::memcpy(&last, static_cast<void*>(end), sizeof last);
  *milliseconds = std::chrono::duration<float, std::milli>(last - first).count();
  return state();
}

cudaError_t cudaStreamBeginCapture(cudaStream_t, cudaStreamCaptureMode) {
  captured = new Launches;
  return state();
}
cudaError_t cudaStreamEndCapture(cudaStream_t, cudaGraph_t* graph) {
  *graph = as<cudaGraph_t>(captured);
  captured = nullptr;
  return state();
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete reinterpret_cast<Launches*>(graph);
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  *exec = as<cudaGraphExec_t>(static_cast<void*>(new Launches(*reinterpret_cast<Launches*>(graph))));
  return state();
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  delete reinterpret_cast<Launches*>(exec);
  return cudaSuccess;
}
cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t) { return state(); }
cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t) {
  for (const auto& run : *reinterpret_cast<Launches*>(exec)) run();
  return state();
}
}
