#pragma once

#include <cstdint>

namespace probellm::bench {

// Blocks of quantised weights, laid out as ggml's public block structures have them (ggml-common.h of
// llama.cpp); a `half` is the bits of an f16. In K and IQ types a block is 256 weights, a sub-block 16 or 32
// of them.

/// The bits of an f16.
using Half = std::uint16_t;

/// 32 weights d * (q - 8): q of the first 16 in the low halves of the bytes, of the last 16 in the high ones.
struct BlockQ4_0 {
  Half d;
  std::uint8_t q[16];
};

/// 32 weights d * q.
struct BlockQ8_0 {
  Half d;
  std::int8_t q[32];
};

/// Weights d * scale * q - dmin * minimum: q of 2 bits, for each 16 a byte of scale (low half) and minimum.
struct BlockQ2K {
  std::uint8_t scales[16];
  std::uint8_t q[64];
  Half d, dmin;
};

/// Weights d * (scale - 32) * (q - 4): the third bit of q in `high`, 16 scales of 6 bits.
struct BlockQ3K {
  std::uint8_t high[32];
  std::uint8_t q[64];
  std::uint8_t scales[12];
  Half d;
};

/// Weights d * scale * q - dmin * minimum: q of 4 bits, 8 scales and 8 minima of 6 bits.
struct BlockQ4K {
  Half d, dmin;
  std::uint8_t scales[12];
  std::uint8_t q[128];
};

/// As Q4_K, with a fifth bit of q in `high`.
struct BlockQ5K {
  Half d, dmin;
  std::uint8_t scales[12];
  std::uint8_t high[32];
  std::uint8_t q[128];
};

/// Weights d * scale * (q - 32): q of 4 bits and 2 in `high`, a scale for each 16.
struct BlockQ6K {
  std::uint8_t low[128];
  std::uint8_t high[64];
  std::int8_t scales[16];
  Half d;
};

/// Weights d * (scale - 32) * level[q]: 16 levels, 8 scales of 6 bits, q as in Q4_0.
struct BlockIq4Xs {
  Half d;
  std::uint16_t scales_high;
  std::uint8_t scales_low[4];
  std::uint8_t q[128];
};

/// For each 32 weights 4 numbers of codebook entries of 8 weights, and in 32 bits 4 numbers of sign patterns
/// (7 bits each) and a scale of 4 bits: d * (scale + 0.5) / 4 * entry.
struct BlockIq2Xxs {
  Half d;
  std::uint8_t q[64];
};

/// Numbers of codebook entries of 4 weights, then for each 32 weights signs and scale as in IQ2_XXS: d *
/// (scale + 0.5) / 2 * entry.
struct BlockIq3Xxs {
  Half d;
  std::uint8_t q[64];
  std::uint8_t signs[32];
};

/// Eight rows' blocks as llama.cpp interleaves them where it repacks (block_q4_0x8 and the like of its
/// repack.h): their scales, then eight bytes of each row in turn, until there are no more.
struct EightQ4_0 {
  Half d[8];
  /// The top bit of each half is turned over, so that it is signed.
  std::uint8_t q[128];
};

/// For each 32 weights the eight rows' scales and minima, packed as in Q4_K.
struct EightQ4K {
  Half d[8], dmin[8];
  std::uint8_t scales[96];
  std::uint8_t q[1024];
};

/// For each 32 weights the bytes of scale and minimum of the first row's two sixteens, then of the second's.
struct EightQ2K {
  Half d[8], dmin[8];
  std::uint8_t scales[128];
  std::uint8_t q[512];
};

/// One weight: the high half of an f32.
struct Bf16 {
  std::uint16_t bits;
};

/// One weight.
struct F16 {
  Half bits;
};

static_assert(sizeof(BlockQ4_0) == 18 && sizeof(BlockQ8_0) == 34 && sizeof(BlockQ2K) == 84);
static_assert(sizeof(BlockQ3K) == 110 && sizeof(BlockQ4K) == 144 && sizeof(BlockQ5K) == 176);
static_assert(sizeof(BlockQ6K) == 210 && sizeof(BlockIq4Xs) == 136 && sizeof(BlockIq2Xxs) == 66);
static_assert(sizeof(BlockIq3Xxs) == 98);
static_assert(sizeof(EightQ4_0) == 8 * 18 && sizeof(EightQ4K) == 8 * 144 && sizeof(EightQ2K) == 8 * 84);

}  // namespace probellm::bench
