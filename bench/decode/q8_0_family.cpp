// Matrix times vector for the types of 32 weights a block, whose vectors are quantised in blocks of 32.
#include "bench/decode/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/decode/q8_0_family.cpp"
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

// As the engine has it: every addition waits for the one before.
struct Q8_0 {
  using Block = BlockQ8_0;
  static constexpr std::size_t kWeights = kBlock;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    const I8 weights = load<std::int8_t>(block.q);
    const float scale = looked_up(block.d);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const I8 values = load<std::int8_t>(vectors[v].values + b * kBlock);
      const I32 counts = pair_products(signed_pair_products(weights, values), all_lanes<std::int16_t>(1));
      sums[v] = add_scaled(sums[v], scale * vectors[v].scales[b], counts);
    }
  }
};

// The 8 that is to be subtracted from each weight is taken from the vector's sum, an eighth of it in each
// lane.
struct Q4_0 {
  using Block = BlockQ4_0;
  static constexpr std::size_t kWeights = kBlock;
  static constexpr std::size_t kChains = 4;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    const U8 weights = halves_of(block.q);
    const float scale = float_of_half(block.d);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const I8 values = load<std::int8_t>(vectors[v].values + b * kBlock);
      const I32 counts = pair_products(pair_products(weights, values), all_lanes<std::int16_t>(1)) -
                         all_lanes(vectors[v].block_sums[b]);
      sums[v] = add_scaled(sums[v], scale * vectors[v].scales[b], counts);
    }
  }
};

constexpr std::array kKernels = {
    TypeKernel{"q4_0", &multiply<Q4_0>},
    TypeKernel{"q8_0", &multiply<Q8_0>},
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

std::span<const FamilySet> q8_0_family() { return kSets; }

}  // namespace probellm::bench
#endif  // HWY_ONCE
