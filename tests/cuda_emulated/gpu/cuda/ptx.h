#pragma once

#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>

#include "tests/cuda_emulated/threads.h"

// gpu/cuda/ptx.h for threads that the host emulates, and what CUDA's compiler has built in. Values of other
// lanes are exchanged as the PTX manual says; a thread that doesn't come along leaves the others waiting for
// ever.

#undef __global__
#undef __device__
#undef __host__
#undef __shared__
#undef __launch_bounds__
#define __global__
#define __device__
#define __host__
#define __shared__ static
#define __launch_bounds__(...)

using std::min;

inline void __syncthreads() { probellm::emulated::wait_for_group(); }
template <class T>
T __ldg(const T* from) {
  return *from;
}
inline void __stcs(uint4* to, uint4 value) { *to = value; }
inline void atomicAdd(std::uint32_t* to, std::uint32_t value) { *to += value; }
inline float __uint_as_float(std::uint32_t bits) { return std::bit_cast<float>(bits); }
inline int __dp4a(int a, int b, int sum) {
  for (int i = 0; i < 32; i += 8) sum += static_cast<std::int8_t>(a >> i) * static_cast<std::int8_t>(b >> i);
  return sum;
}
inline std::uint32_t __byte_perm(std::uint32_t a, std::uint32_t b, std::uint32_t selector) {
  const std::uint64_t bytes = static_cast<std::uint64_t>(b) << 32 | a;
  std::uint32_t result = 0;
  for (int i = 0; i < 4; ++i)
    result |= static_cast<std::uint32_t>(bytes >> ((selector >> 4 * i & 7) * 8) & 255) << 8 * i;
  return result;
}
inline __half2 __hfma2(__half2 a, __half2 b, __half2 c) {
  const float2 x = __half22float2(a), y = __half22float2(b), z = __half22float2(c);
  return __floats2half2_rn(std::fma(x.x, y.x, z.x), std::fma(x.y, y.y, z.y));
}
template <class T>
T __shfl_xor_sync(unsigned, T value, int lanes) {
  using namespace probellm::emulated;
  static_assert(sizeof value == 4);
  std::memcpy(shown_by(threadIdx.x).words, &value, 4);
  wait_for_warp();
  std::memcpy(&value, shown_by(threadIdx.x ^ static_cast<unsigned>(lanes)).words, 4);
  wait_for_warp();
  return value;
}

namespace probellm::gpu::cuda {

constexpr bool kHasMatrixUnits = true, kHasFp8 = true;
inline unsigned char* const dynamic_shared = emulated::shared_memory;

inline std::uint32_t shared_address(const void* shared) {
  return static_cast<std::uint32_t>(static_cast<const unsigned char*>(shared) - emulated::shared_memory);
}

inline uint4 load16(const void* from) {
  uint4 v;
  std::memcpy(&v, std::assume_aligned<16>(from), 16);
  return v;
}

inline void copy_async(std::uint32_t to, const void* from) {
  std::memcpy(emulated::shared_memory + to, from, 16);
}
inline void commit_copies() {}
inline void wait_for_copies() {}

inline void load_matrices(std::uint32_t (&to)[4], std::uint32_t from) {
  const unsigned lane = threadIdx.x % 32, warp = threadIdx.x - lane;
  emulated::shown_by(threadIdx.x).words[0] = from;
  emulated::wait_for_warp();
  for (unsigned matrix = 0; matrix < 4; ++matrix)
    std::memcpy(
        &to[matrix],
        emulated::shared_memory + emulated::shown_by(warp + matrix * 8 + lane / 4).words[0] + lane % 4 * 4,
        4);
  emulated::wait_for_warp();
}

namespace fragments {

inline float element(std::uint32_t word, int at, bool is_bf16) {
  if (is_bf16) return std::bit_cast<float>((word >> at * 16 & 0xffffu) << 16);
  const auto bits = static_cast<std::uint8_t>(word >> at * 8);
  const int exponent = bits >> 3 & 15, mantissa = bits & 7;
  const float size = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -9)
                                   : std::ldexp(static_cast<float>(8 + mantissa), exponent - 10);
  return (bits & 0x80) != 0 ? -size : size;
}
inline int whole(std::uint32_t word, int at) { return static_cast<std::int8_t>(word >> at * 8); }

/// Shows a lane's fragments to its warp, and adds to its four sums: rows lane / 4 and 8 more, columns lane %
/// 4 * 2 and the next. `dot(a, b)` is that of the elements of two words.
template <class Sum, class Dot>
void multiply_add(Sum (&c)[4], const std::uint32_t (&a)[4], std::uint32_t b0, std::uint32_t b1,
                  const Dot& dot) {
  const unsigned lane = threadIdx.x % 32, warp = threadIdx.x - lane;
  auto& mine = emulated::shown_by(threadIdx.x).words;
  std::copy(a, a + 4, mine);
  mine[4] = b0, mine[5] = b1;
  emulated::wait_for_warp();
  for (unsigned i = 0; i < 4; ++i) {
    const unsigned row = lane / 4, column = lane % 4 * 2 + i % 2;
    for (unsigned quad = 0; quad < 4; ++quad) {
      const auto& left = emulated::shown_by(warp + row * 4 + quad).words;
      const auto& right = emulated::shown_by(warp + column * 4 + quad).words;
      // Words 0 and 2 are of the upper rows, 1 and 3 of the lower; 2 and 3 of the second half along the sum.
      c[i] += dot(left[i / 2], right[4]) + dot(left[2 + i / 2], right[5]);
    }
  }
  emulated::wait_for_warp();
}

}  // namespace fragments

inline void multiply_add_int8(int (&c)[4], const std::uint32_t (&a)[4], std::uint32_t b0, std::uint32_t b1) {
  fragments::multiply_add(c, a, b0, b1, [](std::uint32_t x, std::uint32_t y) {
    int sum = 0;
    for (int i = 0; i < 4; ++i) sum += fragments::whole(x, i) * fragments::whole(y, i);
    return sum;
  });
}
inline void multiply_add_bf16(float (&c)[4], const std::uint32_t (&a)[4], std::uint32_t b0,
                              std::uint32_t b1) {
  fragments::multiply_add(c, a, b0, b1, [](std::uint32_t x, std::uint32_t y) {
    float sum = 0;
    for (int i = 0; i < 2; ++i) sum += fragments::element(x, i, true) * fragments::element(y, i, true);
    return sum;
  });
}
inline void multiply_add_fp8(float (&c)[4], const std::uint32_t (&a)[4], std::uint32_t b0, std::uint32_t b1) {
  fragments::multiply_add(c, a, b0, b1, [](std::uint32_t x, std::uint32_t y) {
    float sum = 0;
    for (int i = 0; i < 4; ++i) sum += fragments::element(x, i, false) * fragments::element(y, i, false);
    return sum;
  });
}

struct Grid {
  unsigned groups;
  int threads;
  std::size_t shared = 0;
};

/// Runs a launch now, or puts it into the graph that is captured.
cudaError_t take_launch(const Grid& grid, std::function<void()> thread);

template <class... Parameters, class... Arguments>
cudaError_t start_kernel(void (*kernel)(Parameters...), const Grid& grid, cudaStream_t,
                         const Arguments&... arguments) {
  return take_launch(grid, [=] { kernel(static_cast<Parameters>(arguments)...); });
}

template <class... Parameters>
cudaError_t groups_that_fit(int& groups, void (*)(Parameters...), int, std::size_t) {
  groups = 2;
  return cudaSuccess;
}

}  // namespace probellm::gpu::cuda
