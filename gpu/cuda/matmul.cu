#include "gpu/cuda/kernels.h"
#include "gpu/cuda/ptx.h"

namespace probellm::gpu::cuda {
namespace {

// A group of four warps computes 128 by 128 elements, a warp 64 by 64, over slices of 64 bytes of each row
// that are copied to shared memory three deep: wait_for_copies leaves one slice under way. 16-bit and 8-bit
// types have the same fragments, byte for byte.
constexpr int kTile = 128;
constexpr int kSlice = 64;
constexpr int kStages = 3;
constexpr int kThreads = 128;
constexpr int kTileBytes = kTile * kSlice;

/// Where a tile holds the 16 bytes of a row's chunk (0 to 3), so that eight rows of a chunk lie in all banks.
__device__ std::uint32_t place(std::uint32_t row, std::uint32_t chunk) {
  return row * kSlice + ((chunk ^ ((row >> 1) & 3)) << 4);
}

template <MatrixType kType>
struct Sums {
  using Element = float;
};
template <>
struct Sums<MatrixType::Int8> {
  using Element = int;
};

template <MatrixType kType>
__device__ void multiply_add(typename Sums<kType>::Element (&c)[4], const std::uint32_t (&a)[4],
                             std::uint32_t b0, std::uint32_t b1) {
  if constexpr (kType == MatrixType::Int8)
    multiply_add_int8(c, a, b0, b1);
  else if constexpr (kType == MatrixType::Bf16)
    multiply_add_bf16(c, a, b0, b1);
  else
    multiply_add_fp8(c, a, b0, b1);
}

/// Starts copying slice `at` of both tiles into a stage.
__device__ void copy_slice(std::uint32_t stage, const std::uint8_t* left, const std::uint8_t* right,
                           std::size_t row_bytes, int at) {
#pragma unroll
  for (int i = 0; i < kTile * 4 / kThreads; ++i) {
    const int piece = threadIdx.x + i * kThreads;
    const int row = piece / 4;
    const int chunk = piece % 4;
    const std::size_t from = row * row_bytes + static_cast<std::size_t>(at) * kSlice + chunk * 16;
    copy_async(stage + place(row, chunk), left + from);
    copy_async(stage + kTileBytes + place(row, chunk), right + from);
  }
}

template <MatrixType kType>
__global__ void __launch_bounds__(kThreads)
    multiply_tiles(const std::uint8_t* left, const std::uint8_t* right, std::size_t row_bytes, int size,
                   typename Sums<kType>::Element* result) {
  if constexpr (kHasMatrixUnits && (kHasFp8 || kType != MatrixType::Fp8)) {
    using Element = typename Sums<kType>::Element;
    const std::uint32_t shared = shared_address(dynamic_shared);
    // Groups that run together share rows: 8 tiles high, then to the side.
    const int tiles = size / kTile;
    const int band = blockIdx.x / (8 * tiles) * 8;
    const int high = min(8, tiles - band);
    const int in_band = blockIdx.x - band * tiles;
    const int row = (band + in_band % high) * kTile;
    const int column = in_band / high * kTile;
    // The result's rows are those of `right`.
    const std::uint8_t* of_rows = right + row * row_bytes;
    const std::uint8_t* of_columns = left + column * row_bytes;
    const int slices = static_cast<int>(row_bytes / kSlice);
    for (int s = 0; s < kStages - 1; ++s) {
      copy_slice(shared + s * 2 * kTileBytes, of_rows, of_columns, row_bytes, s);
      commit_copies();
    }
    const int lane = threadIdx.x % 32;
    const int warp = threadIdx.x / 32;
    const int warp_row = warp / 2 * 64;
    const int warp_column = warp % 2 * 64;
    Element sums[4][8][4] = {};
    for (int s = 0; s < slices; ++s) {
      wait_for_copies();
      __syncthreads();
      const int ahead = s + kStages - 1;
      if (ahead < slices)
        copy_slice(shared + ahead % kStages * 2 * kTileBytes, of_rows, of_columns, row_bytes, ahead);
      commit_copies();
      const std::uint32_t stage = shared + s % kStages * 2 * kTileBytes;
#pragma unroll
      for (int k = 0; k < 2; ++k) {
        std::uint32_t a[4][4], b[4][4];
#pragma unroll
        for (int i = 0; i < 4; ++i)
          load_matrices(a[i], stage + place(warp_row + i * 16 + lane % 16, k * 2 + lane / 16));
#pragma unroll
        for (int j = 0; j < 4; ++j)
          load_matrices(b[j],
                        stage + kTileBytes +
                            place(warp_column + j * 16 + lane % 8 + lane / 16 * 8, k * 2 + lane / 8 % 2));
#pragma unroll
        for (int i = 0; i < 4; ++i)
#pragma unroll
          for (int j = 0; j < 8; ++j)
            multiply_add<kType>(sums[i][j], a[i], b[j / 2][j % 2 * 2], b[j / 2][j % 2 * 2 + 1]);
      }
    }
#pragma unroll
    for (int i = 0; i < 4; ++i)
#pragma unroll
      for (int j = 0; j < 8; ++j)
#pragma unroll
        for (int half = 0; half < 2; ++half) {
          const std::size_t at =
              static_cast<std::size_t>(row + warp_row + i * 16 + half * 8 + lane / 4) * size + column +
              warp_column + j * 8 + lane % 4 * 2;
          result[at] = sums[i][j][half * 2];
          result[at + 1] = sums[i][j][half * 2 + 1];
        }
  }
}

template <MatrixType kType>
cudaError_t start(const MatrixProduct& product, const void* left, const void* right, void* result,
                  int element_size, cudaStream_t stream) {
  const int tiles = product.size / kTile;
  const Grid grid{static_cast<unsigned>(tiles * tiles), kThreads, kStages * 2 * kTileBytes};
  return start_kernel(multiply_tiles<kType>, grid, stream, static_cast<const std::uint8_t*>(left),
                      static_cast<const std::uint8_t*>(right),
                      static_cast<std::size_t>(product.size) * element_size, product.size,
                      static_cast<typename Sums<kType>::Element*>(result));
}

}  // namespace

cudaError_t multiply(const MatrixProduct& product, const void* left, const void* right, void* result,
                     cudaStream_t stream) {
  if (product.size % kTile != 0) return cudaErrorInvalidValue;
  switch (product.type) {
    case MatrixType::Bf16:
      return start<MatrixType::Bf16>(product, left, right, result, 2, stream);
    case MatrixType::Int8:
      return start<MatrixType::Int8>(product, left, right, result, 1, stream);
    case MatrixType::Fp8:
      return start<MatrixType::Fp8>(product, left, right, result, 1, stream);
  }
  return cudaErrorInvalidValue;
}

}  // namespace probellm::gpu::cuda
