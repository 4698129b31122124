// Matrix times vector for the types that look their weights up: 16 levels, or a codebook and sign patterns.
#include "bench/decode/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/decode/iq_family.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <array>

#include "bench/decode/codebooks.h"
#include "bench/decode/multiply_inl.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {

constexpr std::size_t kBlock = 256;
constexpr std::size_t kChunks = kBlock / 32;

HWY_INLINE I8 values_at(const Inputs& vector, std::size_t block, std::size_t chunk) {
  return load<std::int8_t>(vector.values + block * kBlock + chunk * 32);
}

template <std::size_t kVectors>
HWY_INLINE void add_counts(float scale, std::size_t b, const Inputs* vectors, const I32* counts, F32* sums) {
  for (std::size_t v = 0; v < kVectors; ++v)
    sums[v] = add_scaled(sums[v], scale * vectors[v].scales[b], counts[v]);
}

struct Iq4Xs {
  using Block = BlockIq4Xs;
  static constexpr std::size_t kWeights = kBlock;

  // One after the other, as in the engine: 4 bits of one word and 2 of another.
  static HWY_INLINE I16 scale_of_chunk(const Block& block, std::size_t chunk) {
    const auto low = word_at<std::uint32_t>(block.scales_low) >> (4 * chunk) & 15U;
    const auto high = static_cast<std::uint32_t>(block.scales_high) >> (2 * chunk) & 3U;
    return all_lanes(static_cast<std::int16_t>(static_cast<int>(low | high << 4) - 32));
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) counts[v] = all_lanes<std::int32_t>(0);
    for (std::size_t c = 0; c < kChunks; ++c) {
      const I16 scale = scale_of_chunk(block, c);
      const I8 weights = look_up_halves(kIq4Levels.data(), block.q + 16 * c);
      for (std::size_t v = 0; v < kVectors; ++v)
        counts[v] =
            counts[v] + pair_products(signed_pair_products(weights, values_at(vectors[v], b, c)), scale);
    }
    add_counts<kVectors>(looked_up(block.d), b, vectors, counts, sums);
  }
};

template <class T>
HWY_INLINE Lanes<T> four_words(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  const auto words = static_cast<long long>(a);
  return {{{_mm256_setr_epi64x(words, static_cast<long long>(b), static_cast<long long>(c),
                               static_cast<long long>(d))}}};
#else
  alignas(32) const std::uint64_t words[4] = {a, b, c, d};
  return load<T>(words);
#endif
}

// Four sign patterns of 7 bits each.
HWY_INLINE I8 signs_of(std::uint32_t word) {
  return four_words<std::int8_t>(kSignPatterns[word & 127], kSignPatterns[word >> 7 & 127],
                                 kSignPatterns[word >> 14 & 127], kSignPatterns[word >> 21 & 127]);
}

// The scale that is left of that word, plus a half, times 2.
HWY_INLINE I16 scale_of(std::uint32_t word) {
  return all_lanes(static_cast<std::int16_t>(2 * (word >> 28) + 1));
}

template <std::size_t kVectors>
HWY_INLINE void add_signed(const U8& entries, std::uint32_t word, std::size_t b, std::size_t chunk,
                           const Inputs* vectors, I32* counts) {
  const I8 signs = signs_of(word);
  const I16 scale = scale_of(word);
  for (std::size_t v = 0; v < kVectors; ++v) {
    const I8 values = with_signs_of(values_at(vectors[v], b, chunk), signs);
    counts[v] = counts[v] + pair_products(pair_products(entries, values), scale);
  }
}

struct Iq2Xxs {
  using Block = BlockIq2Xxs;
  static constexpr std::size_t kWeights = kBlock;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) counts[v] = all_lanes<std::int32_t>(0);
    for (std::size_t c = 0; c < kChunks; ++c) {
      const std::uint8_t* q = block.q + 8 * c;
      const U8 entries =
          four_words<std::uint8_t>(kIq2Book[q[0]], kIq2Book[q[1]], kIq2Book[q[2]], kIq2Book[q[3]]);
      add_signed<kVectors>(entries, word_at<std::uint32_t>(q + 4), b, c, vectors, counts);
    }
    // A quarter, and the half that scale_of saved.
    add_counts<kVectors>(0.125F * looked_up(block.d), b, vectors, counts, sums);
  }
};

struct Iq3Xxs {
  using Block = BlockIq3Xxs;
  static constexpr std::size_t kWeights = kBlock;

  static HWY_INLINE U8 eight_words(const std::uint8_t* q) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
    const auto entry = [q](std::size_t i) { return static_cast<int>(kIq3Book[q[i]]); };
    return {{{_mm256_setr_epi32(entry(0), entry(1), entry(2), entry(3), entry(4), entry(5), entry(6),
                                entry(7))}}};
#else
    alignas(32) std::uint32_t words[8];
    for (std::size_t i = 0; i < 8; ++i) words[i] = kIq3Book[q[i]];
    return load<std::uint8_t>(words);
#endif
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) counts[v] = all_lanes<std::int32_t>(0);
    for (std::size_t c = 0; c < kChunks; ++c)
      add_signed<kVectors>(eight_words(block.q + 8 * c), word_at<std::uint32_t>(block.signs + 4 * c), b, c,
                           vectors, counts);
    // A half, and the half that scale_of saved.
    add_counts<kVectors>(0.25F * looked_up(block.d), b, vectors, counts, sums);
  }
};

constexpr std::array kKernels = {
    TypeKernel{"iq4_xs", &multiply<Iq4Xs>},
    TypeKernel{"iq2_xxs", &multiply<Iq2Xxs>},
    TypeKernel{"iq3_xxs", &multiply<Iq3Xxs>},
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

std::span<const FamilySet> iq_family() { return kSets; }

}  // namespace probellm::bench
#endif  // HWY_ONCE
