#include <type_traits>

#include "gpu/cuda/kernels.h"
#include "gpu/cuda/ptx.h"

namespace probellm::gpu::cuda {
namespace {

__device__ std::uint32_t total(uint4 v) { return v.x + v.y + v.z + v.w; }

/// The chunks that a group works on: each of its turns, or one part.
struct Chunks {
  std::uint64_t first;
  std::uint64_t end;
  std::uint64_t step;
};
__device__ Chunks chunks_of_group(std::uint64_t all, bool in_parts) {
  if (!in_parts) return {blockIdx.x, all, gridDim.x};
  const std::uint64_t each = (all + gridDim.x - 1) / gridDim.x;
  const std::uint64_t first = blockIdx.x * each;
  return {first, min(first + each, all), 1};
}

/// Loads kInFlight vectors of a chunk, then uses them all; `use(v, i)` gets a vector and its place.
template <int kInFlight, class Load, class Use>
__device__ void for_chunk(std::uint64_t start, std::uint64_t vectors, const Load& load_at, const Use& use) {
  const std::uint64_t first = start + threadIdx.x;
  if (start + static_cast<std::uint64_t>(blockDim.x) * kInFlight <= vectors) {
    decltype(load_at(first)) loaded[kInFlight];
#pragma unroll
    for (int u = 0; u < kInFlight; ++u)
      loaded[u] = load_at(first + static_cast<std::uint64_t>(u) * blockDim.x);
#pragma unroll
    for (int u = 0; u < kInFlight; ++u) use(loaded[u], first + static_cast<std::uint64_t>(u) * blockDim.x);
    return;
  }
  for (std::uint64_t i = first; i < vectors; i += blockDim.x) use(load_at(i), i);
}

__global__ void fill_words(std::uint32_t* words, std::uint64_t count, int array) {
  const std::uint64_t step = static_cast<std::uint64_t>(gridDim.x) * blockDim.x;
  for (std::uint64_t i = static_cast<std::uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
       i += step)
    words[i] = word_at(array, i);
}

template <int kInFlight>
__global__ void read_blocks(const uint4* array, Blocks blocks, bool in_parts, std::uint32_t* sums) {
  const std::uint64_t chunk = static_cast<std::uint64_t>(blockDim.x) * kInFlight;
  const auto each = static_cast<std::uint32_t>((blocks.vectors + chunk - 1) / chunk);
  const Chunks chunks = chunks_of_group(static_cast<std::uint64_t>(each) * blocks.count, in_parts);
  std::uint32_t sum = 0;
  for (std::uint64_t at = chunks.first; at < chunks.end; at += chunks.step) {
    const std::uint32_t block = static_cast<std::uint32_t>(at) / each;
    const uint4* begin = blocks.offsets == nullptr ? array : array + blocks.offsets[block] / sizeof(uint4);
    for_chunk<kInFlight>((at - static_cast<std::uint64_t>(block) * each) * chunk, blocks.vectors,
                         [&](std::uint64_t i) { return load16(begin + i); },
                         [&](uint4 v, std::uint64_t) { sum += total(v); });
  }
  for (int lanes = 16; lanes > 0; lanes /= 2) sum += __shfl_xor_sync(~0u, sum, lanes);
  __shared__ std::uint32_t all;
  if (threadIdx.x == 0) all = 0;
  __syncthreads();
  if (threadIdx.x % 32 == 0) atomicAdd(&all, sum);
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(&sums[blockIdx.x % kSums], all);
}

template <int kInFlight>
__global__ void copy_vectors(const uint4* from, uint4* to, std::uint64_t vectors, bool in_parts) {
  const std::uint64_t chunk = static_cast<std::uint64_t>(blockDim.x) * kInFlight;
  const Chunks chunks = chunks_of_group((vectors + chunk - 1) / chunk, in_parts);
  for (std::uint64_t at = chunks.first; at < chunks.end; at += chunks.step)
    for_chunk<kInFlight>(
        at * chunk, vectors, [&](std::uint64_t i) { return load16(from + i); },
        [&](uint4 v, std::uint64_t i) { __stcs(to + i, v); });
}

struct Pair {
  uint4 a;
  uint4 b;
};

template <int kInFlight>
__global__ void triad_vectors(const uint4* a, const uint4* b, uint4* to, std::uint64_t vectors,
                              bool in_parts) {
  const std::uint64_t chunk = static_cast<std::uint64_t>(blockDim.x) * kInFlight;
  const Chunks chunks = chunks_of_group((vectors + chunk - 1) / chunk, in_parts);
  for (std::uint64_t at = chunks.first; at < chunks.end; at += chunks.step)
    for_chunk<kInFlight>(
        at * chunk, vectors,
        [&](std::uint64_t i) {
          return Pair{load16(a + i), load16(b + i)};
        },
        [&](const Pair& v, std::uint64_t i) {
          __stcs(to + i,
                 make_uint4(v.a.x + 3 * v.b.x, v.a.y + 3 * v.b.y, v.a.z + 3 * v.b.z, v.a.w + 3 * v.b.w));
        });
}

__global__ void count_up(std::uint32_t* counter) { ++*counter; }

unsigned groups_of(const Shape& shape, int units, std::uint64_t vectors) {
  const std::uint64_t chunk = static_cast<std::uint64_t>(shape.group) * shape.in_flight;
  const std::uint64_t chunks = (vectors + chunk - 1) / chunk;
  if (shape.groups_per_unit == 0) return static_cast<unsigned>(chunks);
  const auto groups = static_cast<std::uint64_t>(units) * shape.groups_per_unit;
  return static_cast<unsigned>(groups < chunks ? groups : chunks);
}

/// Calls with the number in flight as a constant: 2, 4, 8 or 16.
template <class Call>
cudaError_t with_in_flight(const Shape& shape, const Call& call) {
  switch (shape.in_flight) {
    case 2:
      return call(std::integral_constant<int, 2>{});
    case 4:
      return call(std::integral_constant<int, 4>{});
    case 8:
      return call(std::integral_constant<int, 8>{});
    case 16:
      return call(std::integral_constant<int, 16>{});
    default:
      return cudaErrorInvalidValue;
  }
}

bool in_parts(const Shape& shape) { return shape.sharing == Sharing::Parts; }

}  // namespace

cudaError_t fill(std::uint32_t* words, std::uint64_t number, int array, cudaStream_t stream) {
  constexpr std::uint64_t kMostGroups = 4096, kWordsOfAGroup = 16384;
  const auto groups = static_cast<unsigned>(min(kMostGroups, number / kWordsOfAGroup + 1));
  return start_kernel(fill_words, {groups, 256}, stream, words, number, array);
}

cudaError_t read(const void* array, const Blocks& blocks, const Shape& shape, int units, std::uint32_t* sums,
                 cudaStream_t stream) {
  const cudaError_t error = cudaMemsetAsync(sums, 0, kSums * sizeof *sums, stream);
  if (error != cudaSuccess) return error;
  const unsigned groups = groups_of(shape, units, blocks.vectors * blocks.count);
  return with_in_flight(shape, [&](auto in_flight) {
    return start_kernel(read_blocks<in_flight.value>, {groups, shape.group}, stream,
                        static_cast<const uint4*>(array), blocks, in_parts(shape), sums);
  });
}

cudaError_t copy(const void* from, void* to, std::uint64_t vectors, const Shape& shape, int units,
                 cudaStream_t stream) {
  return with_in_flight(shape, [&](auto in_flight) {
    return start_kernel(copy_vectors<in_flight.value>, {groups_of(shape, units, vectors), shape.group},
                        stream, static_cast<const uint4*>(from), static_cast<uint4*>(to), vectors,
                        in_parts(shape));
  });
}

cudaError_t triad(const void* a, const void* b, void* to, std::uint64_t vectors, const Shape& shape,
                  int units, cudaStream_t stream) {
  return with_in_flight(shape, [&](auto in_flight) {
    return start_kernel(triad_vectors<in_flight.value>, {groups_of(shape, units, vectors), shape.group},
                        stream, static_cast<const uint4*>(a), static_cast<const uint4*>(b),
                        static_cast<uint4*>(to), vectors, in_parts(shape));
  });
}

cudaError_t count(std::uint32_t* counter, cudaStream_t stream) {
  return start_kernel(count_up, {1, 1}, stream, counter);
}

}  // namespace probellm::gpu::cuda
