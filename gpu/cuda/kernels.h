#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "gpu/arithmetic.h"
#include "gpu/device.h"

// What is compiled for the device, each started on a stream; an error that CUDA tells is returned.

namespace probellm::gpu::cuda {

/// Counters among which groups spread the sums of what they read; cleared before each read.
inline constexpr int kSums = 1024;

/// Words of an array as word_at has them.
cudaError_t fill(std::uint32_t* words, std::uint64_t count, int array, cudaStream_t stream);

/// Blocks of so many 16-byte vectors from each of these offsets in bytes, or one at the start where there are
/// none.
struct Blocks {
  const std::uint64_t* offsets = nullptr;
  std::uint32_t count = 1;
  std::uint64_t vectors = 0;
};
cudaError_t read(const void* array, const Blocks& blocks, const Shape& shape, int units, std::uint32_t* sums,
                 cudaStream_t stream);
cudaError_t copy(const void* from, void* to, std::uint64_t vectors, const Shape& shape, int units,
                 cudaStream_t stream);
cudaError_t triad(const void* a, const void* b, void* to, std::uint64_t vectors, const Shape& shape,
                  int units, cudaStream_t stream);

/// The matrices of one launch, the vector and where results go; all on the device.
struct Launch {
  const std::uint8_t* first_array;
  const std::uint64_t* matrices;
  const std::uint8_t* vector;
  float* results;
};
cudaError_t multiply(const Products& products, const Launch& launch, int units, cudaStream_t stream);

/// result[j * size + i] is the product of row i of `left` and row j of `right`, in f32, or int32 for Int8.
cudaError_t multiply(const MatrixProduct& product, const void* left, const void* right, void* result,
                     cudaStream_t stream);

/// Adds one to a counter.
cudaError_t count(std::uint32_t* counter, cudaStream_t stream);

}  // namespace probellm::gpu::cuda
