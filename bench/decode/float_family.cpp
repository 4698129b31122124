// Matrix times vector for weights in floating point, whose vectors are of the same type.
#include "bench/decode/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/decode/float_family.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <array>

#include "bench/decode/multiply_inl.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {

constexpr std::size_t kBlock = 32;

// 32 weights, as a block of the other types.
template <class Weight>
struct BlockOf {
  Weight weights[kBlock];
};

/// 16 bf16 as floats: those at even places, and those at odd ones.
struct EvensAndOdds {
  F32 even, odd;
};
HWY_INLINE EvensAndOdds floats_of_bf16(const void* from) {
  const Tag<std::uint32_t> d;
  const Tag<float> df;
  const auto pairs = load<std::uint32_t>(from);
  EvensAndOdds floats;
  for (std::size_t i = 0; i < kParts; ++i) {
    floats.even.part[i] = hn::BitCast(df, hn::ShiftLeft<16>(pairs.part[i]));
    floats.odd.part[i] = hn::BitCast(df, hn::And(pairs.part[i], hn::Set(d, 0xffff0000U)));
  }
  return floats;
}

struct OfBf16 {
  using Block = BlockOf<Bf16>;
  static constexpr std::size_t kWeights = kBlock;
  static constexpr std::size_t kChains = 4;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    for (std::size_t i = 0; i < kBlock; i += 16) {
      const EvensAndOdds weights = floats_of_bf16(block.weights + i);
      for (std::size_t v = 0; v < kVectors; ++v) {
        const EvensAndOdds values = floats_of_bf16(vectors[v].halves + b * kBlock + i);
        sums[v] = add_product(add_product(sums[v], weights.even, values.even), weights.odd, values.odd);
      }
    }
  }
};

struct OfF16 {
  using Block = BlockOf<F16>;
  static constexpr std::size_t kWeights = kBlock;
  static constexpr std::size_t kChains = 4;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    for (std::size_t i = 0; i < kBlock; i += 8) {
      const F32 weights = floats_of_halves(&block.weights[i].bits);
      for (std::size_t v = 0; v < kVectors; ++v)
        sums[v] = add_product(sums[v], weights, floats_of_halves(vectors[v].halves + b * kBlock + i));
    }
  }
};

struct OfF32 {
  using Block = BlockOf<float>;
  static constexpr std::size_t kWeights = kBlock;
  static constexpr std::size_t kChains = 4;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    for (std::size_t i = 0; i < kBlock; i += 8) {
      const F32 weights = load<float>(block.weights + i);
      for (std::size_t v = 0; v < kVectors; ++v)
        sums[v] = add_product(sums[v], weights, load<float>(vectors[v].floats + b * kBlock + i));
    }
  }
};

constexpr std::array kKernels = {
    TypeKernel{"bf16", &multiply<OfBf16>},
    TypeKernel{"f16", &multiply<OfF16>},
    TypeKernel{"f32", &multiply<OfF32>},
};

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace probellm::bench
HWY_AFTER_NAMESPACE();
#endif  // HWY_TARGET != HWY_SCALAR

#if HWY_ONCE
namespace probellm::bench {
namespace {

constexpr FamilySet kSets[] = {PROBELLM_EACH_SET(kKernels)};

}  // namespace

std::span<const FamilySet> float_family() { return kSets; }

}  // namespace probellm::bench
#endif  // HWY_ONCE
