// Matrix times vector for the K types, whose vectors are quantised in blocks of 256 with the sums of their
// sixteens: what a type subtracts from each weight is taken from those sums, not from the products.
#include "bench/decode/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/decode/k_family.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <array>

#include "bench/decode/multiply_inl.h"
#include "bench/decode/six_bits.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {

constexpr std::size_t kBlock = 256;

HWY_INLINE I8 values_at(const Inputs& vector, std::size_t block, std::size_t chunk) {
  return load<std::int8_t>(vector.values + block * kBlock + chunk * 32);
}

HWY_INLINE I16 sums_at(const Inputs& vector, std::size_t block) {
  return load<std::int16_t>(vector.sums + block * 16);
}

template <std::size_t kVectors>
HWY_INLINE void add_chunk(const U8& weights, const I16& scale, std::size_t block, std::size_t chunk,
                          const Inputs* vectors, I32* counts) {
  for (std::size_t v = 0; v < kVectors; ++v)
    counts[v] = counts[v] + pair_products(pair_products(weights, values_at(vectors[v], block, chunk)), scale);
}

/// Adds a block with minima.
template <std::size_t kVectors>
HWY_INLINE void add_block(float scale, float least, const I32* counts, const I16& minima, std::size_t b,
                          const Inputs* vectors, F32* sums) {
  for (std::size_t v = 0; v < kVectors; ++v) {
    const float unit = vectors[v].scales[b];
    sums[v] = add_scaled(sums[v], unit * scale, counts[v]);
    sums[v] = add_scaled(sums[v], -unit * least, pair_products(minima, sums_at(vectors[v], b)));
  }
}

struct Q2K {
  using Block = BlockQ2K;
  static constexpr std::size_t kWeights = kBlock;

  template <std::size_t kVectors, int kChunk>
  static HWY_INLINE void chunk(const U8& q, const I16& scales, std::size_t b, std::size_t half,
                               const Inputs* vectors, I32* counts) {
    const U8 weights = shifted_down<2 * kChunk>(q) & all_lanes<std::uint8_t>(3);
    add_chunk<kVectors>(weights, spread(scales, 4 * half + kChunk), b, 4 * half + kChunk, vectors, counts);
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    const HalfTag<std::uint8_t> d;
    const auto packed = hn::LoadU(d, block.scales);
    const auto low = hn::Set(d, 15);
    const auto high = hn::BitCast(d, hn::ShiftRight<4>(hn::BitCast(HalfTag<std::uint16_t>(), packed)));
    const I16 scales = evens_then_odds(hn::And(packed, low)), minima = evens_then_odds(hn::And(high, low));
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) counts[v] = all_lanes<std::int32_t>(0);
    for (std::size_t half = 0; half < 2; ++half) {
      const U8 q = load<std::uint8_t>(block.q + 32 * half);
      chunk<kVectors, 0>(q, scales, b, half, vectors, counts);
      chunk<kVectors, 1>(q, scales, b, half, vectors, counts);
      chunk<kVectors, 2>(q, scales, b, half, vectors, counts);
      chunk<kVectors, 3>(q, scales, b, half, vectors, counts);
    }
    add_block<kVectors>(float_of_half(block.d), float_of_half(block.dmin), counts, minima, b, vectors, sums);
  }
};

// As the engine does it: what a weight whose third bit isn't set has too much, 4, goes through products of
// its own, where the sums would spare them, and the bit's number is a variable.
struct Q3K {
  using Block = BlockQ3K;
  static constexpr std::size_t kWeights = kBlock;

  // 16 scales of 6 bits: the low 4 in 8 bytes, first the low halves, the high 2 in the last 4 bytes.
  static HWY_INLINE HalfU8 unpacked_scales(const std::uint8_t* packed) {
    const auto low = word_at<std::uint64_t>(packed);
    const auto high = word_at<std::uint32_t>(packed + 8);
    constexpr std::uint64_t kFour = 0x0f0f0f0f0f0f0f0f;
    constexpr std::uint32_t kTwo = 0x30303030;
    const std::uint64_t first = (low & kFour) | two_words((high << 4) & kTwo, (high << 2) & kTwo);
    const std::uint64_t last = ((low >> 4) & kFour) | two_words(high & kTwo, (high >> 2) & kTwo);
    return bytes_of(first, last);
  }

  template <std::size_t kVectors, int kChunk>
  static HWY_INLINE void chunk(const U8& q, const U8& not_high, const I16& scales, std::size_t b, int half,
                               const Inputs* vectors, I32* counts) {
    const int bit = 4 * half + kChunk;
    const auto number = static_cast<std::size_t>(bit);
    const U8 low = shifted_down<2 * kChunk>(q) & all_lanes<std::uint8_t>(3);
    const U8 third = not_high & shifted_up_by(all_lanes<std::uint8_t>(1), bit);
    const U8 four = shifted_down<-2>(shifted_down_by(third, bit));
    const I16 scale = spread(scales, number);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const I8 values = values_at(vectors[v], b, number);
      counts[v] = counts[v] + pair_products(pair_products(low, values) - pair_products(four, values), scale);
    }
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    const I16 scales = evens_then_odds(unpacked_scales(block.scales)) - all_lanes<std::int16_t>(32);
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) counts[v] = all_lanes<std::int32_t>(0);
    const U8 not_high = all_lanes<std::uint8_t>(255) - load<std::uint8_t>(block.high);
    for (int half = 0; half < unforeseen(2); ++half) {
      const U8 q = load<std::uint8_t>(block.q + 32 * half);
      chunk<kVectors, 0>(q, not_high, scales, b, half, vectors, counts);
      chunk<kVectors, 1>(q, not_high, scales, b, half, vectors, counts);
      chunk<kVectors, 2>(q, not_high, scales, b, half, vectors, counts);
      chunk<kVectors, 3>(q, not_high, scales, b, half, vectors, counts);
    }
    const float scale = looked_up(block.d);
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[v] = add_scaled(sums[v], vectors[v].scales[b] * scale, counts[v]);
  }
};

/// Q4_K or Q5_K: 8 scales and 8 minima of 6 bits. Chunks has the Block, `add_chunks` and how it comes by the
/// `number` of a half.
template <class Chunks>
struct SixBitScales {
  using Block = typename Chunks::Block;
  static constexpr std::size_t kWeights = kBlock;

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    const SixBits six = six_bits(block.scales);
    const I16 scales = twice_widened(six.scales), minima = twice_widened(six.minima);
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) counts[v] = all_lanes<std::int32_t>(0);
    Chunks::template add_chunks<kVectors>(block, scales, b, vectors, counts);
    add_block<kVectors>(Chunks::number(block.d), Chunks::number(block.dmin), counts, minima, b, vectors,
                        sums);
  }
};

struct Q4KChunks {
  using Block = BlockQ4K;

  static HWY_INLINE float number(Half half) { return float_of_half(half); }

  template <std::size_t kVectors, int kChunk>
  static HWY_INLINE void chunk(const Block& block, const I16& scales, std::size_t b, const Inputs* vectors,
                               I32* counts) {
    const U8 q = load<std::uint8_t>(block.q + kChunk / 2 * 32);
    add_chunk<kVectors>(shifted_down<kChunk % 2 * 4>(q) & all_lanes<std::uint8_t>(15), spread(scales, kChunk),
                        b, kChunk, vectors, counts);
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add_chunks(const Block& block, const I16& scales, std::size_t b,
                                    const Inputs* vectors, I32* counts) {
    chunk<kVectors, 0>(block, scales, b, vectors, counts);
    chunk<kVectors, 1>(block, scales, b, vectors, counts);
    chunk<kVectors, 2>(block, scales, b, vectors, counts);
    chunk<kVectors, 3>(block, scales, b, vectors, counts);
    chunk<kVectors, 4>(block, scales, b, vectors, counts);
    chunk<kVectors, 5>(block, scales, b, vectors, counts);
    chunk<kVectors, 6>(block, scales, b, vectors, counts);
    chunk<kVectors, 7>(block, scales, b, vectors, counts);
  }
};

// As the engine does it: the number of the fifth bit is a variable.
struct Q5KChunks {
  using Block = BlockQ5K;

  static HWY_INLINE float number(Half half) { return looked_up(half); }

  static HWY_INLINE U8 with_fifth_bits(const U8& four, const U8& high, int bit) {
    const U8 fifth = high & shifted_up_by(all_lanes<std::uint8_t>(1), bit);
    return four | shifted_down<-4>(shifted_down_by(fifth, bit));
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add_chunks(const Block& block, const I16& scales, std::size_t b,
                                    const Inputs* vectors, I32* counts) {
    const U8 high = load<std::uint8_t>(block.high), four = all_lanes<std::uint8_t>(15);
    for (std::size_t c = 0; c < unforeseen(std::size_t{8}); c += 2) {
      const U8 q = load<std::uint8_t>(block.q + 16 * c);
      const int bit = static_cast<int>(c);
      add_chunk<kVectors>(with_fifth_bits(q & four, high, bit), spread(scales, c), b, c, vectors, counts);
      add_chunk<kVectors>(with_fifth_bits(shifted_down<4>(q) & four, high, bit + 1), spread(scales, c + 1), b,
                          c + 1, vectors, counts);
    }
  }
};

struct Q6K {
  using Block = BlockQ6K;
  static constexpr std::size_t kWeights = kBlock;

  template <std::size_t kVectors>
  static HWY_INLINE void half(const Block& block, const I16& scales, std::size_t b, std::size_t half,
                              const Inputs* vectors, I32* counts) {
    const U8 first = load<std::uint8_t>(block.low + 64 * half),
             second = load<std::uint8_t>(block.low + 64 * half + 32);
    const U8 high = load<std::uint8_t>(block.high + 32 * half);
    const U8 four = all_lanes<std::uint8_t>(15), two = all_lanes<std::uint8_t>(0x30);
    const std::size_t c = 4 * half;
    add_chunk<kVectors>((first & four) | (shifted_down<-4>(high) & two), spread(scales, c), b, c, vectors,
                        counts);
    add_chunk<kVectors>((second & four) | (shifted_down<-2>(high) & two), spread(scales, c + 1), b, c + 1,
                        vectors, counts);
    add_chunk<kVectors>((shifted_down<4>(first) & four) | (high & two), spread(scales, c + 2), b, c + 2,
                        vectors, counts);
    add_chunk<kVectors>((shifted_down<4>(second) & four) | (shifted_down<2>(high) & two),
                        spread(scales, c + 3), b, c + 3, vectors, counts);
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, F32* sums) {
    const HalfTag<std::uint8_t> d;
    const I16 scales =
        signed_evens_then_odds(hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(block.scales)));
    I32 counts[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v)
      counts[v] = all_lanes<std::int32_t>(0) - shifted_up<5>(pair_products(scales, sums_at(vectors[v], b)));
    half<kVectors>(block, scales, b, 0, vectors, counts);
    half<kVectors>(block, scales, b, 1, vectors, counts);
    const float scale = looked_up(block.d);
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[v] = add_scaled(sums[v], vectors[v].scales[b] * scale, counts[v]);
  }
};

constexpr std::array kKernels = {
    TypeKernel{"q2_k", &multiply<Q2K>},
    TypeKernel{"q3_k", &multiply<Q3K>},
    TypeKernel{"q4_k", &multiply<SixBitScales<Q4KChunks>>},
    TypeKernel{"q5_k", &multiply<SixBitScales<Q5KChunks>>},
    TypeKernel{"q6_k", &multiply<Q6K>},
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

std::span<const FamilySet> k_family() { return kSets; }

}  // namespace probellm::bench
#endif  // HWY_ONCE
