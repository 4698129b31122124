#pragma once

#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdint>

// What kernels say to the hardware and not in C++: its instructions, its shared memory, and how they are
// started. Tests have these once more for threads that a CPU emulates.

namespace probellm::gpu::cuda {

/// Matrix units that this architecture has; none while the host's half is compiled.
#if __CUDA_ARCH__ >= 890
constexpr bool kHasMatrixUnits = true, kHasFp8 = true;
#elif __CUDA_ARCH__ >= 800
constexpr bool kHasMatrixUnits = true, kHasFp8 = false;
#else
constexpr bool kHasMatrixUnits = false, kHasFp8 = false;
#endif

/// The shared memory that a launch asked for.
extern __shared__ __align__(128) unsigned char dynamic_shared[];

__device__ inline std::uint32_t shared_address(const void* shared) {
  return static_cast<std::uint32_t>(__cvta_generic_to_shared(shared));
}

/// A load that leaves the small caches to others.
__device__ inline uint4 load16(const void* from) {
  uint4 v;
  asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0,%1,%2,%3}, [%4];"
               : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
               : "l"(from));
  return v;
}

/// Starts copying 16 bytes into shared memory; copies between two commits are one group.
__device__ inline void copy_async([[maybe_unused]] std::uint32_t to, [[maybe_unused]] const void* from) {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(from));
#endif
}
__device__ inline void commit_copies() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;");
#endif
}
/// Waits for all groups but the last.
__device__ inline void wait_for_copies() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group 1;");
#endif
}

/// Four 8 by 8 matrices of 16-bit elements from shared memory: lane l gives the address of row l % 8 of
/// matrix l / 8, and gets two elements of row l / 4 of each.
__device__ inline void load_matrices(std::uint32_t (&to)[4], std::uint32_t from) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(from));
}

/// c += a * b of a warp's fragments, 16 by 8 elements over 32 bytes of each row.
__device__ inline void multiply_add_int8([[maybe_unused]] int (&c)[4],
                                         [[maybe_unused]] const std::uint32_t (&a)[4],
                                         [[maybe_unused]] std::uint32_t b0,
                                         [[maybe_unused]] std::uint32_t b1) {
#if __CUDA_ARCH__ >= 800
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#endif
}
__device__ inline void multiply_add_bf16([[maybe_unused]] float (&c)[4],
                                         [[maybe_unused]] const std::uint32_t (&a)[4],
                                         [[maybe_unused]] std::uint32_t b0,
                                         [[maybe_unused]] std::uint32_t b1) {
#if __CUDA_ARCH__ >= 800
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#endif
}
__device__ inline void multiply_add_fp8([[maybe_unused]] float (&c)[4],
                                        [[maybe_unused]] const std::uint32_t (&a)[4],
                                        [[maybe_unused]] std::uint32_t b0,
                                        [[maybe_unused]] std::uint32_t b1) {
#if __CUDA_ARCH__ >= 890
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#endif
}

/// Groups of threads, and the shared memory of each.
struct Grid {
  unsigned groups;
  int threads;
  std::size_t shared = 0;
};

template <class... Parameters, class... Arguments>
cudaError_t start_kernel(void (*kernel)(Parameters...), const Grid& grid, cudaStream_t stream,
                         const Arguments&... arguments) {
  kernel<<<grid.groups, grid.threads, grid.shared, stream>>>(static_cast<Parameters>(arguments)...);
  return cudaGetLastError();
}

/// How many groups of a kernel fit on a unit at once.
template <class... Parameters>
cudaError_t groups_that_fit(int& groups, void (*kernel)(Parameters...), int threads, std::size_t shared) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessor(&groups, kernel, threads, shared);
}

}  // namespace probellm::gpu::cuda
