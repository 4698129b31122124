// Matrix times vector for weights in floating point, whose vectors stay as they are.
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

struct FloatOfBf16 {
  using Weight = Bf16;
  static HWY_INLINE F32 eight(const Bf16* from) {
    const Tag<std::uint32_t> d;
    const hn::Rebind<std::uint16_t, Tag<std::uint32_t>> d16;
    const auto* bits = reinterpret_cast<const std::uint16_t*>(from);
    F32 result;
    for (std::size_t i = 0; i < kParts; ++i) {
      const auto wide = hn::PromoteTo(d, hn::LoadU(d16, bits + i * hn::Lanes(d)));
      result.part[i] = hn::BitCast(Tag<float>(), hn::ShiftLeft<16>(wide));
    }
    return result;
  }
};

struct FloatOfF16 {
  using Weight = F16;
  static HWY_INLINE F32 eight(const F16* from) {
    return floats_of_halves(reinterpret_cast<const Half*>(from));
  }
};

struct FloatOfF32 {
  using Weight = float;
  static HWY_INLINE F32 eight(const float* from) { return load<float>(from); }
};

// 32 weights, as a block of the other types.
template <class Of>
struct Floating {
  struct Block {
    typename Of::Weight weights[32];
  };
  static constexpr std::size_t kWeights = 32;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    for (std::size_t i = 0; i < kWeights; i += 8) {
      const F32 weights = Of::eight(block.weights + i);
      for (std::size_t v = 0; v < kVectors; ++v)
        sums[v] = add_product(sums[v], weights, load<float>(vectors[v].floats + b * kWeights + i));
    }
  }
};

constexpr std::array kKernels = {
    TypeKernel{"bf16", &multiply<Floating<FloatOfBf16>>},
    TypeKernel{"f16", &multiply<Floating<FloatOfF16>>},
    TypeKernel{"f32", &multiply<Floating<FloatOfF32>>},
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
