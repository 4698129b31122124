// 32 bytes of lanes, whatever the width of a vector: one of 32 bytes, or two of 16. Included once for each
// instruction set, hence Highway's guard.
#if defined(PROBELLM_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PROBELLM_LANES_INL_H
#undef PROBELLM_LANES_INL_H
#else
#define PROBELLM_LANES_INL_H
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bench/decode/blocks.h"
#include "bench/decode/half_numbers.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
using Tag = hn::CappedTag<T, 32 / sizeof(T)>;
template <class T>
using HalfTag = hn::CappedTag<T, 16 / sizeof(T)>;
// The engine's kernels are of 32 bytes on AVX-512 too.
constexpr std::size_t kParts = 32 / (HWY_MAX_BYTES < 32 ? HWY_MAX_BYTES : 32);

/// 32 bytes of T in vectors, the first lanes in the first.
template <class T>
struct Lanes {
  hn::Vec<Tag<T>> part[kParts];
};
using U8 = Lanes<std::uint8_t>;
using I8 = Lanes<std::int8_t>;
using I16 = Lanes<std::int16_t>;
using I32 = Lanes<std::int32_t>;
using F32 = Lanes<float>;
using HalfU8 = hn::Vec<HalfTag<std::uint8_t>>;

template <class T>
HWY_INLINE Lanes<T> load(const void* from) {
  Lanes<T> all;
  for (std::size_t i = 0; i < kParts; ++i)
    all.part[i] = hn::LoadU(Tag<T>(), static_cast<const T*>(from) + i * hn::Lanes(Tag<T>()));
  return all;
}

template <class T>
HWY_INLINE Lanes<T> all_lanes(T value) {
  Lanes<T> all;
  for (std::size_t i = 0; i < kParts; ++i) all.part[i] = hn::Set(Tag<T>(), value);
  return all;
}

/// Two vectors of 16 bytes, one behind the other.
template <class V, class T = hn::TFromV<V>>
HWY_INLINE Lanes<T> join(V low, V high) {
  if constexpr (kParts == 1) {
    return {{hn::Combine(Tag<T>(), high, low)}};
  } else {
    return {{low, high}};
  }
}

template <class T>
HWY_INLINE Lanes<T> operator+(const Lanes<T>& a, const Lanes<T>& b) {
  Lanes<T> sum;
  for (std::size_t i = 0; i < kParts; ++i) sum.part[i] = hn::Add(a.part[i], b.part[i]);
  return sum;
}

template <class T>
HWY_INLINE Lanes<T> operator-(const Lanes<T>& a, const Lanes<T>& b) {
  Lanes<T> difference;
  for (std::size_t i = 0; i < kParts; ++i) difference.part[i] = hn::Sub(a.part[i], b.part[i]);
  return difference;
}

template <class T>
HWY_INLINE Lanes<T> operator&(const Lanes<T>& a, const Lanes<T>& b) {
  Lanes<T> both;
  for (std::size_t i = 0; i < kParts; ++i) both.part[i] = hn::And(a.part[i], b.part[i]);
  return both;
}

template <class T>
HWY_INLINE Lanes<T> operator|(const Lanes<T>& a, const Lanes<T>& b) {
  Lanes<T> either;
  for (std::size_t i = 0; i < kParts; ++i) either.part[i] = hn::Or(a.part[i], b.part[i]);
  return either;
}

/// Bits moved down (or up, where negative) inside pairs of bytes: what enters a byte from its neighbour is
/// for the caller to mask.
template <int kBits>
HWY_INLINE U8 shifted_down(const U8& a) {
  U8 shifted;
  const Tag<std::uint16_t> d16;
  for (std::size_t i = 0; i < kParts; ++i) {
    const auto pairs = hn::BitCast(d16, a.part[i]);
    if constexpr (kBits >= 0)
      shifted.part[i] = hn::BitCast(Tag<std::uint8_t>(), hn::ShiftRight<kBits>(pairs));
    else
      shifted.part[i] = hn::BitCast(Tag<std::uint8_t>(), hn::ShiftLeft<-kBits>(pairs));
  }
  return shifted;
}

/// Bits moved up inside pairs of bytes, by a count that only the machine knows.
HWY_INLINE U8 shifted_up_by(const U8& a, int bits) {
  U8 shifted;
  for (std::size_t i = 0; i < kParts; ++i)
    shifted.part[i] = hn::BitCast(Tag<std::uint8_t>(),
                                  hn::ShiftLeftSame(hn::BitCast(Tag<std::uint16_t>(), a.part[i]), bits));
  return shifted;
}

/// The same down.
HWY_INLINE U8 shifted_down_by(const U8& a, int bits) {
  U8 shifted;
  for (std::size_t i = 0; i < kParts; ++i)
    shifted.part[i] = hn::BitCast(Tag<std::uint8_t>(),
                                  hn::ShiftRightSame(hn::BitCast(Tag<std::uint16_t>(), a.part[i]), bits));
  return shifted;
}

/// `levels` at the low halves of 16 bytes, then at their high halves.
HWY_INLINE I8 look_up_halves(const std::int8_t* levels, const std::uint8_t* from) {
  const HalfTag<std::int8_t> d;
  const HalfTag<std::uint8_t> d8;
  const auto table = hn::LoadU(d, levels), four = hn::Set(d, 15);
  const auto low = hn::LoadU(d8, from);
  const auto high = hn::BitCast(d, hn::ShiftRight<4>(hn::BitCast(HalfTag<std::uint16_t>(), low)));
  return join(hn::TableLookupBytes(table, hn::And(hn::BitCast(d, low), four)),
              hn::TableLookupBytes(table, hn::And(high, four)));
}

/// The low halves of 16 bytes, then their high halves.
HWY_INLINE U8 halves_of(const std::uint8_t* from) {
  const HalfTag<std::uint8_t> d;
  const auto bytes = hn::LoadU(d, from);
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  const __m256i twice = _mm256_broadcastsi128_si256(bytes.raw);
  const U8 shifted{{{_mm256_srlv_epi64(twice, _mm256_setr_epi64x(0, 0, 4, 4))}}};
#else
  const auto pairs = hn::BitCast(HalfTag<std::uint16_t>(), bytes);
  const U8 shifted = join(bytes, hn::BitCast(d, hn::ShiftRight<4>(pairs)));
#endif
  return shifted & all_lanes<std::uint8_t>(15);
}

/// The sum of the products of neighbours, u8 by i8, into i16, which it must fit.
HWY_INLINE I16 pair_products(const U8& a, const I8& b) {
  I16 sums;
  for (std::size_t i = 0; i < kParts; ++i) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
    sums.part[i].raw = _mm256_maddubs_epi16(a.part[i].raw, b.part[i].raw);
#elif HWY_ARCH_X86 && HWY_TARGET <= HWY_SSE4
    sums.part[i].raw = _mm_maddubs_epi16(a.part[i].raw, b.part[i].raw);
#else
    const Tag<std::int16_t> d;
    const auto x = hn::BitCast(d, a.part[i]), y = hn::BitCast(d, b.part[i]);
    const auto even = hn::Mul(hn::And(x, hn::Set(d, 0xff)), hn::ShiftRight<8>(hn::ShiftLeft<8>(y)));
    const auto odd_x = hn::BitCast(d, hn::ShiftRight<8>(hn::BitCast(Tag<std::uint16_t>(), x)));
    sums.part[i] = hn::Add(even, hn::Mul(odd_x, hn::ShiftRight<8>(y)));
#endif
  }
  return sums;
}

/// The sum of the products of two lanes each into i32; which two is up to the machine.
HWY_INLINE I32 pair_products(const I16& a, const I16& b) {
  I32 sums;
  for (std::size_t i = 0; i < kParts; ++i) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
    sums.part[i].raw = _mm256_madd_epi16(a.part[i].raw, b.part[i].raw);
#elif HWY_ARCH_X86 && HWY_TARGET <= HWY_SSE4
    sums.part[i].raw = _mm_madd_epi16(a.part[i].raw, b.part[i].raw);
#else
    const Tag<std::int32_t> d;
    auto rest = hn::Zero(d);
    const auto first = hn::ReorderWidenMulAccumulate(d, a.part[i], b.part[i], hn::Zero(d), rest);
    sums.part[i] = hn::Add(first, rest);
#endif
  }
  return sums;
}

/// `a` with the signs of `b` put to it: negative where b is, and anything where b is zero.
HWY_INLINE I8 with_signs_of(const I8& a, const I8& b) {
  I8 result;
  for (std::size_t i = 0; i < kParts; ++i) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
    result.part[i].raw = _mm256_sign_epi8(a.part[i].raw, b.part[i].raw);
#elif HWY_ARCH_X86 && HWY_TARGET <= HWY_SSE4
    result.part[i].raw = _mm_sign_epi8(a.part[i].raw, b.part[i].raw);
#else
    const auto negative = hn::BroadcastSignBit(b.part[i]);
    result.part[i] = hn::Sub(hn::Xor(a.part[i], negative), negative);
#endif
  }
  return result;
}

/// Magnitudes; 128 for -128.
HWY_INLINE U8 magnitudes(const I8& a) {
  U8 result;
  for (std::size_t i = 0; i < kParts; ++i)
    result.part[i] = hn::BitCast(Tag<std::uint8_t>(), hn::Abs(a.part[i]));
  return result;
}

/// Signed by signed, as pair_products; a zero times anything is zero whatever its sign.
HWY_INLINE I16 signed_pair_products(const I8& a, const I8& b) {
  return pair_products(magnitudes(a), with_signs_of(b, a));
}

/// Rows of byte numbers that give every lane of 16 bits the lane whose number is the row's.
struct SpreadTable {
  alignas(32) std::uint8_t rows[8][32];
};
constexpr SpreadTable spread_table() {
  SpreadTable table{};
  for (std::size_t row = 0; row < 8; ++row)
    for (std::size_t i = 0; i < 32; ++i) table.rows[row][i] = static_cast<std::uint8_t>(2 * row + i % 2);
  return table;
}
constexpr SpreadTable kSpread = spread_table();

/// Lane `lane` (0 to 7) of each 16 bytes in all lanes of these 16 bytes.
HWY_INLINE I16 spread(const I16& a, std::size_t lane) {
  const Tag<std::uint8_t> d;
  const U8 from = load<std::uint8_t>(kSpread.rows[lane]);
  I16 result;
  for (std::size_t i = 0; i < kParts; ++i)
    result.part[i] =
        hn::BitCast(Tag<std::int16_t>(), hn::TableLookupBytes(hn::BitCast(d, a.part[i]), from.part[i]));
  return result;
}

/// 8 bytes as 16 bits each, twice.
HWY_INLINE I16 twice_widened(std::uint64_t bytes) {
  const hn::CappedTag<std::uint64_t, 1> d64;
  const auto eight = hn::BitCast(hn::CappedTag<std::uint8_t, 8>(), hn::Set(d64, bytes));
  const auto wide = hn::PromoteTo(HalfTag<std::int16_t>(), eight);
  return join(wide, wide);
}

/// 16 bytes of two words; through memory it would wait for both stores.
HWY_INLINE HalfU8 bytes_of(std::uint64_t low, std::uint64_t high) {
  const hn::CappedTag<std::uint64_t, 1> d;
  const auto words = hn::Combine(HalfTag<std::uint64_t>(), hn::Set(d, high), hn::Set(d, low));
  return hn::BitCast(HalfTag<std::uint8_t>(), words);
}

/// The even ones of 16 bytes as 16 bits each, then the odd ones.
HWY_INLINE I16 evens_then_odds(HalfU8 bytes) {
  const HalfTag<std::uint16_t> d;
  const HalfTag<std::int16_t> signed_d;
  const auto pairs = hn::BitCast(d, bytes);
  return join(hn::BitCast(signed_d, hn::And(pairs, hn::Set(d, 0xff))),
              hn::BitCast(signed_d, hn::ShiftRight<8>(pairs)));
}

/// The same for signed bytes.
HWY_INLINE I16 signed_evens_then_odds(HalfU8 bytes) {
  const auto pairs = hn::BitCast(HalfTag<std::int16_t>(), bytes);
  return join(hn::ShiftRight<8>(hn::ShiftLeft<8>(pairs)), hn::ShiftRight<8>(pairs));
}

template <int kBits>
HWY_INLINE I32 shifted_up(const I32& a) {
  I32 shifted;
  for (std::size_t i = 0; i < kParts; ++i) shifted.part[i] = hn::ShiftLeft<kBits>(a.part[i]);
  return shifted;
}

/// sum + scale * counts.
HWY_INLINE F32 add_scaled(const F32& sum, float scale, const I32& counts) {
  F32 result;
  const Tag<float> d;
  for (std::size_t i = 0; i < kParts; ++i)
    result.part[i] = hn::MulAdd(hn::Set(d, scale), hn::ConvertTo(d, counts.part[i]), sum.part[i]);
  return result;
}

/// sum + a * b.
HWY_INLINE F32 add_product(const F32& sum, const F32& a, const F32& b) {
  F32 result;
  for (std::size_t i = 0; i < kParts; ++i) result.part[i] = hn::MulAdd(a.part[i], b.part[i], sum.part[i]);
  return result;
}

/// The sum of all lanes.
HWY_INLINE float total(const F32& a) {
  auto sum = a.part[0];
  if constexpr (kParts == 2) sum = hn::Add(sum, a.part[1]);
  return hn::GetLane(hn::SumOfLanes(Tag<float>(), sum));
}

/// 8 numbers from the bits of 8 f16; an infinity or NaN comes out as a number.
HWY_INLINE F32 floats_of_halves(const Half* from) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  return {{{_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)))}}};
#else
  const Tag<std::uint32_t> d;
  const Tag<float> df;
  const hn::Rebind<std::uint16_t, Tag<std::uint32_t>> d16;
  F32 result;
  for (std::size_t i = 0; i < kParts; ++i) {
    const auto wide = hn::PromoteTo(d, hn::LoadU(d16, from + i * hn::Lanes(d)));
    const auto sign = hn::ShiftLeft<16>(hn::And(wide, hn::Set(d, 0x8000U)));
    const auto bits = hn::ShiftLeft<13>(hn::And(wide, hn::Set(d, 0x7fffU)));
    // 2^112: what an f32's exponent is biased by more.
    const auto magnitude = hn::Mul(hn::BitCast(df, bits), hn::Set(df, 0x1p112F));
    result.part[i] = hn::Or(magnitude, hn::BitCast(df, sign));
  }
  return result;
#endif
}

/// The number of an f16's bits; an infinity or NaN comes out as a number.
HWY_INLINE float float_of_half(Half half) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  return _cvtsh_ss(half);
#else
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const float magnitude = std::bit_cast<float>((half & 0x7fffU) << 13) * 0x1p112F;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
#endif
}

/// The same as llama.cpp comes by it for the blocks of a file: from a table where the CPU is an x86.
HWY_INLINE float looked_up(Half half) {
#if HWY_ARCH_X86
  return half_numbers[half];
#else
  return float_of_half(half);
#endif
}

/// `count`, unknown to the compiler, so that a loop to it stays a loop.
template <class Count>
HWY_INLINE Count unforeseen(Count count) {
  asm("" : "+r"(count));
  return count;
}

template <class Word>
HWY_INLINE Word word_at(const std::uint8_t* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace probellm::bench
HWY_AFTER_NAMESPACE();
#endif  // HWY_TARGET != HWY_SCALAR

#endif
