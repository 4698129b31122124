#include "gpu/cuda/device.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <utility>

#include "gpu/cuda/kernels.h"

namespace probellm::gpu::cuda {
namespace {

using core::Bytes;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Seconds;

constexpr std::uint64_t kVector = 16;

DeviceInfo describe(int ordinal, const cudaDeviceProp& properties, std::string driver) {
  DeviceInfo info;
  info.name = properties.name;
  info.driver = std::move(driver);
  info.kind = Kind::Gpu;
  info.is_unified = properties.integrated != 0;
  info.memory = {static_cast<std::int64_t>(properties.totalGlobalMem)};
  info.largest_allocation = info.memory;
  info.cache = {properties.l2CacheSize};
  info.compute_units = properties.multiProcessorCount;
  char address[32] = {};
  if (cudaDeviceGetPCIBusId(address, sizeof address, ordinal) == cudaSuccess) info.pci_address = address;
  std::transform(info.pci_address.begin(), info.pci_address.end(), info.pci_address.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return info;
}

std::uint64_t vectors_of(Bytes bytes) { return static_cast<std::uint64_t>(bytes.value) / kVector; }

}  // namespace

CudaDevice::CudaDevice(int ordinal, const cudaDeviceProp& properties, std::string driver)
    : ordinal_(ordinal),
      capability_(properties.major * 10 + properties.minor),
      info_(describe(ordinal, properties, std::move(driver))) {}

CudaDevice::~CudaDevice() {
  if (!stream_) return;
  static_cast<void>(cudaSetDevice(ordinal_));
  cublas_.reset();
  for (DeviceMemory& array : arrays_) array.reset();
  sums_.reset(), numbers_.reset(), pinned_.reset();
  begin_.reset(), end_.reset(), stream_.reset(), other_stream_.reset();
  // Else the context, some hundred MB of VRAM, stays until the process ends.
  static_cast<void>(cudaDeviceReset());
}

std::vector<Shape> CudaDevice::shapes() const {
  std::vector<Shape> shapes;
  for (const auto& [group, groups] : {std::pair{256, 8}, {512, 2}, {512, 4}, {1024, 2}})
    for (const int in_flight : {4, 8}) shapes.push_back({Sharing::Turns, group, groups, in_flight});
  shapes.push_back({Sharing::Turns, 256, 8, 2});
  shapes.push_back({Sharing::Turns, 512, 2, 16});
  shapes.push_back({Sharing::Parts, 512, 4, 4});
  for (const int in_flight : {2, 4, 8}) shapes.push_back({Sharing::Turns, 256, 0, in_flight});
  shapes.push_back({Sharing::Turns, 1024, 0, 4});
  return shapes;
}

std::optional<Error> CudaDevice::use() {
  if (const auto code = cudaSetDevice(ordinal_); code != cudaSuccess)
    return failure("taking the device", code);
  if (stream_) return std::nullopt;
  cudaStream_t first = nullptr, second = nullptr;
  cudaEvent_t begin = nullptr, end = nullptr;
  if (const auto code = cudaStreamCreateWithFlags(&first, cudaStreamNonBlocking); code != cudaSuccess)
    return failure("making a stream", code);
  stream_.reset(first);
  if (const auto code = cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking); code != cudaSuccess)
    return failure("making a stream", code);
  other_stream_.reset(second);
  if (const auto code = cudaEventCreate(&begin); code != cudaSuccess) return failure("making an event", code);
  begin_.reset(begin);
  if (const auto code = cudaEventCreate(&end); code != cudaSuccess) return failure("making an event", code);
  end_.reset(end);
  return std::nullopt;
}

Result<Bytes> CudaDevice::free_memory() {
  if (const auto error = use()) return *error;
  std::size_t free = 0, all = 0;
  if (const auto code = cudaMemGetInfo(&free, &all); code != cudaSuccess)
    return failure("asking for free memory", code);
  return Bytes{static_cast<std::int64_t>(free)};
}

Result<Bytes> CudaDevice::allocate(Bytes each, Bytes first) {
  if (const auto error = use()) return *error;
  for (int array = 0; array < 3; ++array) {
    auto& memory = arrays_[static_cast<std::size_t>(array)];
    const auto size = static_cast<std::uint64_t>((array == 0 ? first : each).value);
    memory = device_memory(size);
    if (!memory) return Error{ErrorKind::Failed, "CUDA: no memory for an array"};
    const auto code = fill(static_cast<std::uint32_t*>(memory.get()), size / 4, array, stream_.get());
    if (code != cudaSuccess) return failure("filling an array", code);
  }
  sums_ = device_memory(kSums * sizeof(std::uint32_t));
  if (!sums_) return Error{ErrorKind::Failed, "CUDA: no memory for sums"};
  if (const auto code = cudaStreamSynchronize(stream_.get()); code != cudaSuccess)
    return failure("filling an array", code);
  each_ = each;
  first_ = first;
  return each;
}

Result<Seconds> CudaDevice::timed(const char* what, int times, const std::function<cudaError_t()>& start) {
  if (const auto error = use()) return *error;
  auto code = cudaEventRecord(begin_.get(), stream_.get());
  for (int i = 0; i < times && code == cudaSuccess; ++i) code = start();
  if (code == cudaSuccess) code = cudaEventRecord(end_.get(), stream_.get());
  if (code == cudaSuccess) code = cudaEventSynchronize(end_.get());
  float milliseconds = 0;
  if (code == cudaSuccess) code = cudaEventElapsedTime(&milliseconds, begin_.get(), end_.get());
  if (code != cudaSuccess) return failure(what, code);
  return Seconds{static_cast<double>(milliseconds) * 1e-3 / times};
}

Result<Seconds> CudaDevice::timed(const char* what, const std::function<cudaError_t()>& start) {
  constexpr Seconds kLongEnough{2e-3};
  constexpr double kMost = 16;
  const auto once = timed(what, 1, start);
  if (!once || *once >= kLongEnough) return once;
  return timed(what, static_cast<int>(std::min(kMost, 1 + kLongEnough / *once)), start);
}

Result<Run> CudaDevice::summed(const Result<Seconds>& time) {
  if (!time) return time.error();
  std::array<std::uint32_t, kSums> sums{};
  const auto code = cudaMemcpy(sums.data(), sums_.get(), sizeof sums, cudaMemcpyDeviceToHost);
  if (code != cudaSuccess) return failure("reading sums", code);
  return Run{*time, std::accumulate(sums.begin(), sums.end(), std::uint32_t{0})};
}

Result<Run> CudaDevice::run(const Work& work, const Shape& shape) {
  const auto vectors = vectors_of(work.bytes);
  void *a = arrays_[0].get(), *b = arrays_[1].get(), *c = arrays_[2].get();
  auto* sums = static_cast<std::uint32_t*>(sums_.get());
  const void* read_array = arrays_.at(static_cast<std::size_t>(work.array)).get();
  const auto start = [&] {
    switch (work.kernel) {
      case Kernel::Read:
        return read(read_array, {nullptr, 1, vectors}, shape, info_.compute_units, sums, stream_.get());
      case Kernel::Copy:
        return copy(a, c, vectors, shape, info_.compute_units, stream_.get());
      case Kernel::Triad:
        return triad(a, b, c, vectors, shape, info_.compute_units, stream_.get());
    }
    return cudaErrorInvalidValue;
  };
  const auto time = timed("a kernel", start);
  if (work.kernel == Kernel::Read) return summed(time);
  if (!time) return time.error();
  return Run{*time, 0};
}

const std::uint64_t* CudaDevice::copied(const std::vector<std::uint64_t>& numbers) {
  const std::size_t size = numbers.size() * sizeof numbers.front();
  numbers_ = device_memory(size);
  // In the stream, which doesn't wait for copies that aren't.
  if (!numbers_ || cudaMemcpyAsync(numbers_.get(), numbers.data(), size, cudaMemcpyHostToDevice,
                                   stream_.get()) != cudaSuccess)
    return nullptr;
  return static_cast<const std::uint64_t*>(numbers_.get());
}

Result<Run> CudaDevice::gather(const std::vector<std::uint64_t>& offsets, Bytes block, const Shape& shape) {
  if (const auto error = use()) return *error;
  const std::uint64_t* list = copied(offsets);
  if (list == nullptr) return Error{ErrorKind::Failed, "CUDA: no memory for the list of blocks"};
  const Blocks blocks{list, static_cast<std::uint32_t>(offsets.size()), vectors_of(block)};
  return summed(timed("a gather", [&] {
    return read(arrays_[0].get(), blocks, shape, info_.compute_units,
                static_cast<std::uint32_t*>(sums_.get()), stream_.get());
  }));
}

Result<std::span<std::uint32_t>> CudaDevice::host_memory(Bytes bytes, bool is_pinned) {
  if (const auto error = use()) return *error;
  host_ = {}, pinned_.reset(), pageable_.reset();
  const auto words = static_cast<std::size_t>(bytes.value) / 4;
  if (!is_pinned) {
    pageable_ = std::make_unique<std::uint32_t[]>(words);
    return host_ = {pageable_.get(), words};
  }
  void* memory = nullptr;
  if (const auto code = cudaMallocHost(&memory, words * 4); code != cudaSuccess)
    return failure("pinning memory", code);
  pinned_.reset(memory);
  return host_ = {static_cast<std::uint32_t*>(memory), words};
}

Result<Seconds> CudaDevice::transfer(Direction direction) {
  if (const auto error = use()) return *error;
  const std::size_t all = host_.size_bytes();
  const std::size_t up = part_that_goes_up(direction, all);
  auto* host = reinterpret_cast<std::byte*>(host_.data());
  auto* device = static_cast<std::byte*>(arrays_[2].get());
  const auto begin = std::chrono::steady_clock::now();
  auto code = cudaSuccess;
  if (up > 0) code = cudaMemcpyAsync(device, host, up, cudaMemcpyHostToDevice, stream_.get());
  if (code == cudaSuccess && up < all)
    code = cudaMemcpyAsync(host + up, device + up, all - up, cudaMemcpyDeviceToHost, other_stream_.get());
  if (code == cudaSuccess) code = cudaStreamSynchronize(stream_.get());
  if (code == cudaSuccess) code = cudaStreamSynchronize(other_stream_.get());
  if (code != cudaSuccess) return failure("a transfer", code);
  return Seconds{std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
}

Result<Hop> CudaDevice::copy_to(Device& other, Bytes bytes) {
  auto* to = dynamic_cast<CudaDevice*>(&other);
  if (to == nullptr) return Device::copy_to(other, bytes);
  if (const auto error = use()) return *error;
  int can = 0;
  if (cudaDeviceCanAccessPeer(&can, ordinal_, to->ordinal_) == cudaSuccess && can != 0)
    static_cast<void>(cudaDeviceEnablePeerAccess(to->ordinal_, 0));  // Once is enough; again is an error.
  static_cast<void>(cudaGetLastError());
  const auto time = timed("a copy between GPUs", [&] {
    return cudaMemcpyPeerAsync(to->arrays_[2].get(), to->ordinal_, arrays_[0].get(), ordinal_,
                               static_cast<std::size_t>(bytes.value), stream_.get());
  });
  if (!time) return time.error();
  return Hop{*time, can != 0};
}

}  // namespace probellm::gpu::cuda
