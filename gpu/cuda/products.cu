#include "gpu/cuda/kernels.h"
#include "gpu/cuda/ptx.h"

namespace probellm::gpu::cuda {
namespace {

// A lane takes 16 bytes of weights at a time, a unit, and a warp 32 neighbouring units of each of its rows.
// The vector is staged in shared memory so that the lanes' parts of it lie side by side.

__device__ float from_half(std::uint16_t bits) { return __half2float(__ushort_as_half(bits)); }
__device__ float low_bf16(std::uint32_t pair) { return __uint_as_float(pair << 16); }
__device__ float high_bf16(std::uint32_t pair) { return __uint_as_float(pair & 0xffff0000u); }
__device__ __half2 two_halves(std::uint32_t bits) {
  return __halves2half2(__ushort_as_half(static_cast<std::uint16_t>(bits)),
                        __ushort_as_half(static_cast<std::uint16_t>(bits >> 16)));
}
/// A pair of bf16 as a pair of f16.
__device__ std::uint32_t as_halves(std::uint32_t pair) {
  return __half_as_ushort(__float2half_rn(low_bf16(pair))) |
         static_cast<std::uint32_t>(__half_as_ushort(__float2half_rn(high_bf16(pair)))) << 16;
}
__device__ int dot4(std::uint32_t a, std::uint32_t b, int sum) {
  return __dp4a(static_cast<int>(a), static_cast<int>(b), sum);
}
__device__ std::uint32_t word(const uint4& v, int i) {
  return i == 0 ? v.x : i == 1 ? v.y : i == 2 ? v.z : v.w;
}

template <Format kFormat>
struct Unit;

/// 32 weights, the first 16 in the low halves of its bytes; one scale.
template <>
struct Unit<Format::Int4> {
  static constexpr int kWeights = 32;
  using Scale = std::uint16_t;
  static constexpr int kUnitsPerScale = 1;
  static __host__ __device__ std::size_t staged_bytes(int columns) {
    return columns + columns / 32 * sizeof(float2);
  }
  static __device__ void stage(unsigned char* staged, const std::uint8_t* vector, int columns) {
    const int groups = columns / 32;
    auto* values = reinterpret_cast<uint4*>(staged);
    auto* scales = reinterpret_cast<float2*>(staged + columns);
    for (int g = threadIdx.x; g < groups; g += blockDim.x) {
      const uint4 low = reinterpret_cast<const uint4*>(vector)[2 * g];
      const uint4 high = reinterpret_cast<const uint4*>(vector)[2 * g + 1];
      values[g] = low;
      values[groups + g] = high;
      int sum = 0;
      for (int i = 0; i < 4; ++i)
        sum = dot4(word(high, i), 0x01010101u, dot4(word(low, i), 0x01010101u, sum));
      const float scale = from_half(reinterpret_cast<const std::uint16_t*>(vector + kScalesAt)[g]);
      scales[g] = make_float2(scale, 8 * scale * static_cast<float>(sum));
    }
  }
  static __device__ float dot(const uint4& w, Scale scale, const unsigned char* staged, int columns,
                              int unit) {
    const auto* values = reinterpret_cast<const uint4*>(staged);
    const uint4 low = values[unit];
    const uint4 high = values[columns / 32 + unit];
    int sum = 0;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      sum = dot4(word(w, i) & 0x0f0f0f0fu, word(low, i), sum);
      sum = dot4((word(w, i) >> 4) & 0x0f0f0f0fu, word(high, i), sum);
    }
    const float2 of_vector = reinterpret_cast<const float2*>(staged + columns)[unit];
    return from_half(scale) * (of_vector.x * static_cast<float>(sum) - of_vector.y);
  }
};

/// 16 weights; two units share a scale.
template <>
struct Unit<Format::Int8> {
  static constexpr int kWeights = 16;
  using Scale = std::uint16_t;
  static constexpr int kUnitsPerScale = 2;
  static __host__ __device__ std::size_t staged_bytes(int columns) {
    return columns + columns / 32 * sizeof(float);
  }
  static __device__ void stage(unsigned char* staged, const std::uint8_t* vector, int columns) {
    for (int u = threadIdx.x; u < columns / 16; u += blockDim.x)
      reinterpret_cast<uint4*>(staged)[u] = reinterpret_cast<const uint4*>(vector)[u];
    for (int g = threadIdx.x; g < columns / 32; g += blockDim.x)
      reinterpret_cast<float*>(staged + columns)[g] =
          from_half(reinterpret_cast<const std::uint16_t*>(vector + kScalesAt)[g]);
  }
  static __device__ float dot(const uint4& w, Scale scale, const unsigned char* staged, int columns,
                              int unit) {
    const uint4 x = reinterpret_cast<const uint4*>(staged)[unit];
    int sum = 0;
#pragma unroll
    for (int i = 0; i < 4; ++i) sum = dot4(word(w, i), word(x, i), sum);
    return from_half(scale) * reinterpret_cast<const float*>(staged + columns)[unit / 2] *
           static_cast<float>(sum);
  }
};

/// 8 weights, no scale.
template <>
struct Unit<Format::Bf16> {
  static constexpr int kWeights = 8;
  using Scale = int;
  static constexpr int kUnitsPerScale = 0;
  static __host__ __device__ std::size_t staged_bytes(int columns) { return columns * 2; }
  static __device__ void stage(unsigned char* staged, const std::uint8_t* vector, int columns) {
    for (int u = threadIdx.x; u < columns / 8; u += blockDim.x)
      reinterpret_cast<uint4*>(staged)[u] = reinterpret_cast<const uint4*>(vector)[u];
  }
  static __device__ float dot(const uint4& w, Scale, const unsigned char* staged, int, int unit) {
    const uint4 x = reinterpret_cast<const uint4*>(staged)[unit];
    float sum = 0;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      sum += low_bf16(word(w, i)) * low_bf16(word(x, i));
      sum += high_bf16(word(w, i)) * high_bf16(word(x, i));
    }
    return sum;
  }
};

/// 16 weights; eight units share a scale. An e4m3 moved into an f16 is 1/256 of itself.
template <>
struct Unit<Format::Fp8> {
  static constexpr int kWeights = 16;
  using Scale = float;
  static constexpr int kUnitsPerScale = 8;
  static __host__ __device__ std::size_t staged_bytes(int columns) { return columns * 2; }
  static __device__ void stage(unsigned char* staged, const std::uint8_t* vector, int columns) {
    for (int u = threadIdx.x; u < columns / 8; u += blockDim.x) {
      const uint4 x = reinterpret_cast<const uint4*>(vector)[u];
      // The first and second eight of each unit in planes of their own.
      reinterpret_cast<uint4*>(staged)[u % 2 * (columns / 16) + u / 2] =
          make_uint4(as_halves(x.x), as_halves(x.y), as_halves(x.z), as_halves(x.w));
    }
  }
  static __device__ __half2 pair(std::uint32_t w, unsigned selector) {
    const std::uint32_t bytes = __byte_perm(w, 0, selector);
    const std::uint32_t halves = (bytes & 0x80008000u) | ((bytes & 0x7f007f00u) >> 1);
    return two_halves(halves);
  }
  static __device__ float dot(const uint4& w, float scale, const unsigned char* staged, int columns,
                              int unit) {
    float sum = 0;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      const uint4 x = reinterpret_cast<const uint4*>(staged)[half * (columns / 16) + unit];
      __half2 products = __float2half2_rn(0);
#pragma unroll
      for (int i = 0; i < 4; ++i)
        products = __hfma2(pair(word(w, half * 2 + i / 2), i % 2 == 0 ? 0x1404u : 0x3424u),
                           two_halves(word(x, i)), products);
      const float2 both = __half22float2(products);
      sum += both.x + both.y;
    }
    return 256 * scale * sum;
  }
};

/// A lane's units of kRows rows, with their scales.
template <Format kFormat, int kRows>
struct Loaded {
  using Scale = typename Unit<kFormat>::Scale;
  uint4 weights[kRows];
  Scale scales[kRows];

  __device__ void load(const std::uint8_t* matrix, std::size_t values_size, int row, int units, int unit) {
    constexpr int kUnitsPerScale = Unit<kFormat>::kUnitsPerScale;
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      weights[r] = load16(matrix + (static_cast<std::size_t>(row + r) * units + unit) * 16);
      if constexpr (kUnitsPerScale > 0)
        scales[r] =
            __ldg(reinterpret_cast<const Scale*>(matrix + values_size) +
                  static_cast<std::size_t>(row + r) * (units / kUnitsPerScale) + unit / kUnitsPerScale);
      else
        scales[r] = 0;
    }
  }
};

template <Format kFormat, int kRows>
__global__ void multiply_rows(Launch launch, int matrices, int rows, int columns) {
  using Of = Unit<kFormat>;
  unsigned char* staged = dynamic_shared;
  Of::stage(staged, launch.vector, columns);
  __syncthreads();
  const int units = columns / Of::kWeights;
  const std::size_t values_size = static_cast<std::size_t>(rows) * units * 16;
  const int lane = threadIdx.x % 32;
  const int warps = blockDim.x / 32;
  const int of_a_matrix = rows / kRows;
  for (int task = blockIdx.x * warps + threadIdx.x / 32; task < matrices * of_a_matrix;
       task += gridDim.x * warps) {
    const std::uint8_t* matrix = launch.first_array + launch.matrices[task / of_a_matrix];
    const int row = task % of_a_matrix * kRows;
    float sums[kRows] = {};
    Loaded<kFormat, kRows> now, next;
    now.load(matrix, values_size, row, units, lane);
    for (int unit = lane; unit < units; unit += 32) {
      if (unit + 32 < units) next.load(matrix, values_size, row, units, unit + 32);
#pragma unroll
      for (int r = 0; r < kRows; ++r)
        sums[r] += Of::dot(now.weights[r], now.scales[r], staged, columns, unit);
      now = next;
    }
#pragma unroll
    for (int r = 0; r < kRows; ++r)
      for (int lanes = 16; lanes > 0; lanes /= 2) sums[r] += __shfl_xor_sync(~0u, sums[r], lanes);
    if (lane < kRows) {
      float mine = sums[0];
#pragma unroll
      for (int r = 1; r < kRows; ++r) mine = lane == r ? sums[r] : mine;
      launch.results[static_cast<std::size_t>(task) * kRows + lane] = mine;
    }
  }
}

template <Format kFormat, int kRows>
cudaError_t start(const Products& products, const Launch& launch, int units, cudaStream_t stream) {
  const std::size_t staged = Unit<kFormat>::staged_bytes(products.columns);
  int per_unit = 0;
  const cudaError_t error = groups_that_fit(per_unit, multiply_rows<kFormat, kRows>, products.group, staged);
  if (error != cudaSuccess) return error;
  const Grid grid{static_cast<unsigned>(units * (per_unit > 0 ? per_unit : 1)), products.group, staged};
  return start_kernel(multiply_rows<kFormat, kRows>, grid, stream, launch, products.matrices_per_launch,
                      products.rows, products.columns);
}

template <Format kFormat>
cudaError_t start(const Products& products, const Launch& launch, int units, cudaStream_t stream) {
  switch (products.rows_per_warp) {
    case 1:
      return start<kFormat, 1>(products, launch, units, stream);
    case 2:
      return start<kFormat, 2>(products, launch, units, stream);
    case 4:
      return start<kFormat, 4>(products, launch, units, stream);
    default:
      return cudaErrorInvalidValue;
  }
}

}  // namespace

cudaError_t multiply(const Products& products, const Launch& launch, int units, cudaStream_t stream) {
  switch (products.format) {
    case Format::Int4:
      return start<Format::Int4>(products, launch, units, stream);
    case Format::Int8:
      return start<Format::Int8>(products, launch, units, stream);
    case Format::Bf16:
      return start<Format::Bf16>(products, launch, units, stream);
    case Format::Fp8:
      return start<Format::Fp8>(products, launch, units, stream);
  }
  return cudaErrorInvalidValue;
}

}  // namespace probellm::gpu::cuda
