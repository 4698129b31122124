// The loops over rows, vectors and blocks that all types share. Included once for each instruction set.
#if defined(PROBELLM_MULTIPLY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PROBELLM_MULTIPLY_INL_H
#undef PROBELLM_MULTIPLY_INL_H
#else
#define PROBELLM_MULTIPLY_INL_H
#endif

#include "bench/decode/lanes_inl.h"
#include "bench/decode/multiply.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {

/// Vectors that meet a block of weights while it is unpacked.
constexpr std::size_t kVectorsAtOnce = 4;

/// Sums that one vector alone has: one, unless the type says more, so that additions don't wait for each
/// other.
template <class Type>
constexpr std::size_t chains_of() {
  if constexpr (requires { Type::kChains; })
    return Type::kChains;
  else
    return 1;
}

/// One row times kVectors vectors. A Type has its Block, the weights in it, and `add`, which adds a block's
/// products to the sums of each vector.
template <class Type, std::size_t kVectors>
HWY_INLINE void multiply_row(const std::byte* row, std::size_t columns, const Inputs* vectors, float* out,
                             std::size_t stride) {
  const auto* blocks = reinterpret_cast<const typename Type::Block*>(row);
  const std::size_t count = columns / Type::kWeights;
  std::size_t b = 0;
  F32 sums[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sums[v] = all_lanes(0.0F);
  if constexpr (kVectors == 1) {
    constexpr std::size_t kChains = chains_of<Type>();
    F32 chains[kChains];
    for (F32& chain : chains) chain = sums[0];
    for (; b + kChains <= count; b += kChains)
      for (std::size_t i = 0; i < kChains; ++i)
        Type::template add<1>(blocks[b + i], b + i, vectors, chains + i);
    for (const F32& chain : chains) sums[0] = sums[0] + chain;
  }
  for (; b < count; ++b) Type::template add<kVectors>(blocks[b], b, vectors, sums);
  for (std::size_t v = 0; v < kVectors; ++v) out[v * stride] = total(sums[v]);
}

template <class Type>
void multiply(const WeightRows& matrix, const Inputs* vectors, std::size_t count, float* out,
              std::size_t stride) {
  const std::size_t row_bytes = matrix.columns / Type::kWeights * sizeof(typename Type::Block);
  std::size_t v = 0;
  for (; v + kVectorsAtOnce <= count; v += kVectorsAtOnce)
    for (std::size_t r = 0; r < matrix.rows; ++r)
      multiply_row<Type, kVectorsAtOnce>(matrix.weights + r * row_bytes, matrix.columns, vectors + v,
                                         out + v * stride + r, stride);
  for (; v < count; ++v)
    for (std::size_t r = 0; r < matrix.rows; ++r)
      multiply_row<Type, 1>(matrix.weights + r * row_bytes, matrix.columns, vectors + v, out + v * stride + r,
                            stride);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace probellm::bench
HWY_AFTER_NAMESPACE();
#endif  // HWY_TARGET != HWY_SCALAR

#endif
