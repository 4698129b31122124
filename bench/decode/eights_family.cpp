// Matrix times vector for the types whose rows llama.cpp interleaves in eights when it loads them: a lane of
// 32 bits is four weights of one row, so that eight rows share each load of the vector and nothing is summed
// across lanes.
#include "bench/decode/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/decode/eights_family.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <array>

#include "bench/decode/lanes_inl.h"
#include "bench/decode/multiply.h"
#include "bench/decode/six_bits.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {

/// Vectors that meet a block of weights while it is unpacked.
constexpr std::size_t kVectorsAtOnce = 4;
/// The row that each lane of 32 bits is of, in products and in the scales that go with them.
constexpr std::array<std::size_t, 8> kRowOfLane = {0, 4, 1, 5, 2, 6, 3, 7};

template <class T>
HWY_INLINE Lanes<T> swapped_neighbours(const Lanes<T>& a) {
  Lanes<T> swapped;
  const Tag<std::uint32_t> d;
  for (std::size_t i = 0; i < kParts; ++i)
    swapped.part[i] = hn::BitCast(Tag<T>(), hn::Shuffle2301(hn::BitCast(d, a.part[i])));
  return swapped;
}

/// Lanes of 32 bits: the even ones of `even`, the odd ones of `odd`.
template <class T>
HWY_INLINE Lanes<T> even_and_odd(const Lanes<T>& even, const Lanes<T>& odd) {
  Lanes<T> both;
  const Tag<std::uint32_t> d;
  for (std::size_t i = 0; i < kParts; ++i)
    both.part[i] =
        hn::BitCast(Tag<T>(), hn::OddEven(hn::BitCast(d, odd.part[i]), hn::BitCast(d, even.part[i])));
  return both;
}

/// Eight weights of each row, a byte each: rows 0 to 3, then 4 to 7.
template <class T>
struct Eight {
  Lanes<T> low;
  Lanes<T> high;
};

HWY_INLINE Eight<std::uint8_t> load_eight(const std::uint8_t* from) {
  return {load<std::uint8_t>(from), load<std::uint8_t>(from + 32)};
}

template <int kBits>
HWY_INLINE Eight<std::uint8_t> masked(const Eight<std::uint8_t>& packed, std::uint8_t mask) {
  return {shifted_down<kBits>(packed.low) & all_lanes(mask),
          shifted_down<kBits>(packed.high) & all_lanes(mask)};
}

/// The first four weights of each row, in the order of kRowOfLane.
template <class T>
HWY_INLINE Lanes<T> first_fours(const Eight<T>& a) {
  return even_and_odd(a.low, swapped_neighbours(a.high));
}

template <class T>
HWY_INLINE Lanes<T> second_fours(const Eight<T>& a) {
  return even_and_odd(swapped_neighbours(a.low), a.high);
}

/// 16 values of a vector, in each 16 bytes.
HWY_INLINE I8 sixteen_values(const std::int8_t* from) {
  I8 all;
  for (std::size_t i = 0; i < kParts; ++i) all.part[i] = hn::LoadDup128(Tag<std::int8_t>(), from);
  return all;
}

/// Values 4 * kFour to 4 * kFour + 3 of them in all lanes of 32 bits.
template <int kFour>
HWY_INLINE I8 four_of(const I8& sixteen) {
  I8 all;
  const Tag<std::uint32_t> d;
  for (std::size_t i = 0; i < kParts; ++i)
    all.part[i] = hn::BitCast(Tag<std::int8_t>(), hn::Broadcast<kFour>(hn::BitCast(d, sixteen.part[i])));
  return all;
}

HWY_INLINE I16 products_of(const U8& weights, const I8& values) { return pair_products(weights, values); }
HWY_INLINE I16 products_of(const I8& weights, const I8& values) {
  return signed_pair_products(weights, values);
}

/// The sum of the products of neighbours, two of 16 bits into one of 32.
HWY_INLINE I32 neighbours_products(const I16& a, const I16& b) {
#if HWY_ARCH_X86
  return pair_products(a, b);
#else
  I32 sums;
  const Tag<std::int32_t> d;
  for (std::size_t i = 0; i < kParts; ++i) {
    const auto x = hn::BitCast(d, a.part[i]), y = hn::BitCast(d, b.part[i]);
    const auto low_x = hn::ShiftRight<16>(hn::ShiftLeft<16>(x)),
               low_y = hn::ShiftRight<16>(hn::ShiftLeft<16>(y));
    sums.part[i] = hn::Add(hn::Mul(low_x, low_y), hn::Mul(hn::ShiftRight<16>(x), hn::ShiftRight<16>(y)));
  }
  return sums;
#endif
}

/// Each row's 16 weights times 16 values, a sum in each lane of 16 bits.
template <class T>
HWY_INLINE I16 row_products(const Eight<T>& first, const Eight<T>& second, const I8& values) {
  return products_of(first_fours(first), four_of<0>(values)) +
         products_of(second_fours(first), four_of<1>(values)) +
         products_of(first_fours(second), four_of<2>(values)) +
         products_of(second_fours(second), four_of<3>(values));
}

/// Bytes at these places of 16, as 16 bits each.
HWY_INLINE I16 widened(const HalfU8& bytes, const std::uint8_t* places) {
  const HalfTag<std::uint8_t> d;
  const auto chosen = hn::TableLookupBytes(bytes, hn::LoadU(d, places));
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  return {{{_mm256_cvtepu8_epi16(chosen.raw)}}};
#else
  const HalfTag<std::int16_t> d16;
  return join(hn::PromoteTo(d16, hn::LowerHalf(chosen)),
              hn::PromoteTo(d16, hn::UpperHalf(hn::Half<HalfTag<std::uint8_t> >(), chosen)));
#endif
}

/// Each row's byte twice, in the order of kRowOfLane: of 8 bytes, of the even and of the odd ones of 16.
constexpr std::uint8_t kTwice[] = {0, 0, 4, 4, 1, 1, 5, 5, 2, 2, 6, 6, 3, 3, 7, 7};
constexpr std::uint8_t kEvensTwice[] = {0, 0, 8, 8, 2, 2, 10, 10, 4, 4, 12, 12, 6, 6, 14, 14};
constexpr std::uint8_t kOddsTwice[] = {1, 1, 9, 9, 3, 3, 11, 11, 5, 5, 13, 13, 7, 7, 15, 15};
constexpr std::uint8_t kAsTheyAre[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
/// The first eight and the second eight bytes in turns.
constexpr std::uint8_t kInTurns[] = {0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15};
constexpr std::uint8_t kHalvesOfLanes[] = {0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15};

/// Eight scales in the order of kRowOfLane.
HWY_INLINE F32 scales_of_lanes(const Half* from) {
  const HalfTag<std::uint8_t> d;
  alignas(16) Half ordered[8];
  hn::Store(hn::TableLookupBytes(hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(from)),
                                 hn::LoadU(d, kHalvesOfLanes)),
            d, reinterpret_cast<std::uint8_t*>(ordered));
  return floats_of_halves(ordered);
}

/// sum + unit * scale * counts.
HWY_INLINE F32 add_counts(const F32& sum, float unit, const F32& scale, const I32& counts) {
  F32 result;
  const Tag<float> d;
  for (std::size_t i = 0; i < kParts; ++i)
    result.part[i] =
        hn::MulAdd(hn::ConvertTo(d, counts.part[i]), hn::Mul(scale.part[i], hn::Set(d, unit)), sum.part[i]);
  return result;
}

/// Two neighbouring 16 bits in all lanes of 32.
HWY_INLINE I16 pair_everywhere(const std::int16_t* from) {
  I16 all;
  const auto pair = word_at<std::uint32_t>(reinterpret_cast<const std::uint8_t*>(from));
  for (std::size_t i = 0; i < kParts; ++i)
    all.part[i] = hn::BitCast(Tag<std::int16_t>(), hn::Set(Tag<std::uint32_t>(), pair));
  return all;
}

/// What a vector has met of eight rows: products in the order of kRowOfLane, and what minima take away from
/// them, in the rows' order.
struct Sums {
  F32 products;
  F32 minima;
};

struct Q4_0 {
  using Block = EightQ4_0;
  static constexpr std::size_t kWeights = 32;

  static HWY_INLINE Lanes<std::int8_t> with_sign(const U8& four) {
    alignas(16) static constexpr std::int8_t kLevels[] = {0,  1,  2,  3,  4,  5,  6,  7,
                                                          -8, -7, -6, -5, -4, -3, -2, -1};
    I8 result;
    for (std::size_t i = 0; i < kParts; ++i)
      result.part[i] = hn::TableLookupBytes(hn::LoadDup128(Tag<std::int8_t>(), kLevels),
                                            hn::BitCast(Tag<std::int8_t>(), four.part[i]));
    return result;
  }

  template <int kBits>
  static HWY_INLINE Eight<std::int8_t> weights(const Eight<std::uint8_t>& packed) {
    const auto four = masked<kBits>(packed, 15);
    return {with_sign(four.low), with_sign(four.high)};
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, Sums* sums) {
    const auto first = load_eight(block.q), second = load_eight(block.q + 64);
    const auto low_first = weights<0>(first), low_second = weights<0>(second);
    const auto high_first = weights<4>(first), high_second = weights<4>(second);
    const F32 scale = scales_of_lanes(block.d);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::int8_t* values = vectors[v].values + b * kWeights;
      const I16 products = row_products(low_first, low_second, sixteen_values(values)) +
                           row_products(high_first, high_second, sixteen_values(values + 16));
      sums[v].products = add_counts(sums[v].products, vectors[v].scales[b], scale,
                                    neighbours_products(products, all_lanes<std::int16_t>(1)));
    }
  }
};

/// The ends of a block with minima.
template <std::size_t kVectors, class Block>
HWY_INLINE void add_block(const Block& block, std::size_t b, const Inputs* vectors, const I32* counts,
                          const I32* minima, Sums* sums) {
  const F32 scale = scales_of_lanes(block.d), least = floats_of_halves(block.dmin);
  for (std::size_t v = 0; v < kVectors; ++v) {
    const float unit = vectors[v].scales[b];
    sums[v].products = add_counts(sums[v].products, unit, scale, counts[v]);
    sums[v].minima = add_counts(sums[v].minima, unit, least, minima[v]);
  }
}

struct Q4K {
  using Block = EightQ4K;
  static constexpr std::size_t kWeights = 256;

  template <std::size_t kVectors, int kHalf>
  static HWY_INLINE void half(const Eight<std::uint8_t>* packed, std::uint64_t scales, std::size_t at,
                              const Inputs* vectors, I32* counts) {
    const I16 scale = widened(bytes_of(scales, 0), kTwice);
    const auto first = masked<4 * kHalf>(packed[0], 15), second = masked<4 * kHalf>(packed[1], 15),
               third = masked<4 * kHalf>(packed[2], 15), fourth = masked<4 * kHalf>(packed[3], 15);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::int8_t* values = vectors[v].values + at + 32 * kHalf;
      counts[v] =
          counts[v] + neighbours_products(row_products(first, second, sixteen_values(values)) +
                                              row_products(third, fourth, sixteen_values(values + 16)),
                                          scale);
    }
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, Sums* sums) {
    I32 counts[kVectors], minima[kVectors];
    // Of 32 values each.
    alignas(16) std::int16_t sums_of_values[kVectors][8];
    for (std::size_t v = 0; v < kVectors; ++v) {
      counts[v] = minima[v] = all_lanes<std::int32_t>(0);
      const HalfTag<std::int16_t> d;
      const std::int16_t* of_sixteens = vectors[v].sums + 16 * b;
      hn::Store(hn::Add(hn::LoadU(d, of_sixteens), hn::LoadU(d, of_sixteens + 8)), d, sums_of_values[v]);
    }
    for (std::size_t i = 0; i < unforeseen(std::size_t{4}); ++i) {
      const std::uint8_t* q = block.q + 256 * i;
      const Eight<std::uint8_t> packed[] = {load_eight(q), load_eight(q + 64), load_eight(q + 128),
                                            load_eight(q + 192)};
      const SixBits first = six_bits(block.scales + 24 * i), second = six_bits(block.scales + 24 * i + 12);
      half<kVectors, 0>(packed, first.scales, b * kWeights + 64 * i, vectors, counts);
      half<kVectors, 1>(packed, second.scales, b * kWeights + 64 * i, vectors, counts);
      const I16 least = widened(bytes_of(first.minima, second.minima), kInTurns);
      for (std::size_t v = 0; v < kVectors; ++v)
        minima[v] = minima[v] + neighbours_products(pair_everywhere(sums_of_values[v] + 2 * i), least);
    }
    add_block<kVectors>(block, b, vectors, counts, minima, sums);
  }
};

struct Q2K {
  using Block = EightQ2K;
  static constexpr std::size_t kWeights = 256;

  /// 32 weights of each row: those at bits 2 * kPair of all bytes.
  template <std::size_t kVectors, int kPair>
  static HWY_INLINE void pair(const Eight<std::uint8_t>* packed, const std::uint8_t* scales_and_minima,
                              std::size_t at, const std::int16_t (*sums_of_values)[16], const Inputs* vectors,
                              I32* counts, I32* minima) {
    const HalfTag<std::uint8_t> d;
    const HalfTag<std::uint16_t> d16;
    const auto both = hn::LoadU(d, scales_and_minima), low = hn::Set(d, 15);
    const auto scales = hn::And(both, low);
    const I16 first = widened(scales, kEvensTwice), second = widened(scales, kOddsTwice);
    const I16 least =
        widened(hn::And(hn::BitCast(d, hn::ShiftRight<4>(hn::BitCast(d16, both))), low), kAsTheyAre);
    const auto a = masked<2 * kPair>(packed[0], 3), c = masked<2 * kPair>(packed[1], 3),
               e = masked<2 * kPair>(packed[2], 3), g = masked<2 * kPair>(packed[3], 3);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::int8_t* values = vectors[v].values + at + 32 * kPair;
      counts[v] = counts[v] + neighbours_products(row_products(a, c, sixteen_values(values)), first) +
                  neighbours_products(row_products(e, g, sixteen_values(values + 16)), second);
      minima[v] = minima[v] + neighbours_products(
                                  pair_everywhere(sums_of_values[v] + at % kWeights / 16 + 2 * kPair), least);
    }
  }

  template <std::size_t kVectors>
  static HWY_INLINE void add(const Block& block, std::size_t b, const Inputs* vectors, Sums* sums) {
    I32 counts[kVectors], minima[kVectors];
    // Of 16 values each.
    alignas(16) std::int16_t sums_of_values[kVectors][16];
    for (std::size_t v = 0; v < kVectors; ++v) {
      counts[v] = minima[v] = all_lanes<std::int32_t>(0);
      const HalfTag<std::int16_t> d;
      const auto evens = hn::LoadU(d, vectors[v].sums + 16 * b),
                 odds = hn::LoadU(d, vectors[v].sums + 16 * b + 8);
      hn::Store(hn::InterleaveLower(d, evens, odds), d, sums_of_values[v]);
      hn::Store(hn::InterleaveUpper(d, evens, odds), d, sums_of_values[v] + 8);
    }
    for (std::size_t i = 0; i < unforeseen(std::size_t{2}); ++i) {
      const std::uint8_t *q = block.q + 256 * i, *scales = block.scales + 64 * i;
      const Eight<std::uint8_t> packed[] = {load_eight(q), load_eight(q + 64), load_eight(q + 128),
                                            load_eight(q + 192)};
      const std::size_t at = b * kWeights + 128 * i;
      pair<kVectors, 0>(packed, scales, at, sums_of_values, vectors, counts, minima);
      pair<kVectors, 1>(packed, scales + 16, at, sums_of_values, vectors, counts, minima);
      pair<kVectors, 2>(packed, scales + 32, at, sums_of_values, vectors, counts, minima);
      pair<kVectors, 3>(packed, scales + 48, at, sums_of_values, vectors, counts, minima);
    }
    add_block<kVectors>(block, b, vectors, counts, minima, sums);
  }
};

template <class T>
HWY_INLINE void store(const Lanes<T>& a, T* to) {
  for (std::size_t i = 0; i < kParts; ++i) hn::StoreU(a.part[i], Tag<T>(), to + i * hn::Lanes(Tag<T>()));
}

/// Eight rows times kVectors vectors. A Type has its Block, the weights of a row in it, and `add`, which adds
/// a block's products to the sums of each vector.
template <class Type, std::size_t kVectors>
HWY_INLINE void multiply_eight(const std::byte* rows, std::size_t columns, const Inputs* vectors, float* out,
                               std::size_t stride) {
  const auto* blocks = reinterpret_cast<const typename Type::Block*>(rows);
  Sums sums[kVectors];
  for (Sums& sum : sums) sum.products = sum.minima = all_lanes(0.0F);
  for (std::size_t b = 0; b < columns / Type::kWeights; ++b)
    Type::template add<kVectors>(blocks[b], b, vectors, sums);
  for (std::size_t v = 0; v < kVectors; ++v) {
    float products[8], minima[8];
    store(sums[v].products, products);
    store(sums[v].minima, minima);
    for (std::size_t i = 0; i < 8; ++i) out[v * stride + kRowOfLane[i]] = products[i] - minima[kRowOfLane[i]];
  }
}

template <class Type>
void multiply(const WeightRows& matrix, const Inputs* vectors, std::size_t count, float* out,
              std::size_t stride) {
  const std::size_t eight_bytes = matrix.columns / Type::kWeights * sizeof(typename Type::Block);
  std::size_t v = 0;
  for (; v + kVectorsAtOnce <= count; v += kVectorsAtOnce)
    for (std::size_t r = 0; r < matrix.rows; r += 8)
      multiply_eight<Type, kVectorsAtOnce>(matrix.weights + r / 8 * eight_bytes, matrix.columns, vectors + v,
                                           out + v * stride + r, stride);
  for (; v < count; ++v)
    for (std::size_t r = 0; r < matrix.rows; r += 8)
      multiply_eight<Type, 1>(matrix.weights + r / 8 * eight_bytes, matrix.columns, vectors + v,
                              out + v * stride + r, stride);
}

constexpr std::array kKernels = {
    TypeKernel{"q2_k", &multiply<Q2K>},
    TypeKernel{"q4_k", &multiply<Q4K>},
    TypeKernel{"q4_0", &multiply<Q4_0>},
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

std::span<const FamilySet> eights_family() { return kSets; }

}  // namespace probellm::bench
#endif  // HWY_ONCE
