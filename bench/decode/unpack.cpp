#include "bench/decode/unpack.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "bench/decode/blocks.h"
#include "bench/decode/codebooks.h"

namespace probellm::bench {
namespace {

template <class Block>
Block block_at(const std::byte* from) {
  Block block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

double number_of(Half half) {
  const int exponent = half >> 10 & 31;
  const double mantissa = half & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

// 8 scales, then 8 minima, of 6 bits: four in the low 6 bits of a byte, four of 4 bits and 2 from such a
// byte's top.
unsigned six_bits(const std::uint8_t* packed, std::size_t i, std::size_t minimum) {
  if (i < 4) return packed[4 * minimum + i] & 63U;
  const unsigned low = packed[8 + i - 4] >> (4 * minimum) & 15U;
  return low | (packed[4 * minimum + i - 4] >> 6 & 3U) << 4;
}

template <class Block, class High>
void unpack_q45(const std::byte* from, double* weights, High high_of) {
  const auto block = block_at<Block>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::size_t chunk = i / 32;
    const unsigned q =
        (block.q[chunk / 2 * 32 + i % 32] >> (4 * (chunk % 2)) & 15U) | high_of(block, chunk, i % 32);
    weights[i] = number_of(block.d) * six_bits(block.scales, chunk, 0) * q -
                 number_of(block.dmin) * six_bits(block.scales, chunk, 1);
  }
}

double signed_entry(double entry, std::uint32_t word, std::size_t i) {
  const std::uint64_t pattern = kSignPatterns[word >> (7 * (i / 8)) & 127];
  return (pattern >> (8 * (i % 8)) & 255) == 255 ? -entry : entry;
}

/// Byte `i` of a row's, of eight rows' in turns of eight.
int byte_of_eight(const std::uint8_t* bytes, std::size_t row, std::size_t i) {
  return bytes[(i / 8 * 8 + row) * 8 + i % 8];
}

}  // namespace

void unpack_q4_0(const std::byte* from, double* weights) {
  const auto block = block_at<BlockQ4_0>(from);
  for (std::size_t i = 0; i < 32; ++i)
    weights[i] = number_of(block.d) * ((block.q[i % 16] >> (i / 16 * 4) & 15) - 8);
}

void unpack_q8_0(const std::byte* from, double* weights) {
  const auto block = block_at<BlockQ8_0>(from);
  for (std::size_t i = 0; i < 32; ++i) weights[i] = number_of(block.d) * block.q[i];
}

void unpack_q2_k(const std::byte* from, double* weights) {
  const auto block = block_at<BlockQ2K>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const int q = block.q[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;
    const int scales = block.scales[i / 16];
    weights[i] = number_of(block.d) * (scales & 15) * q - number_of(block.dmin) * (scales >> 4);
  }
}

void unpack_q3_k(const std::byte* from, double* weights) {
  const auto block = block_at<BlockQ3K>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::size_t s = i / 16;
    const int low = block.scales[s % 8] >> (s / 8 * 4) & 15;
    const int scale = (low | (block.scales[8 + s % 4] >> (s / 4 * 2) & 3) << 4) - 32;
    const int third = block.high[i % 32] >> (i / 32) & 1;
    const int q = (block.q[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3) | third << 2;
    weights[i] = number_of(block.d) * scale * (q - 4);
  }
}

void unpack_q4_k(const std::byte* from, double* weights) {
  unpack_q45<BlockQ4K>(from, weights, [](const BlockQ4K&, std::size_t, std::size_t) { return 0U; });
}

void unpack_q5_k(const std::byte* from, double* weights) {
  unpack_q45<BlockQ5K>(from, weights, [](const BlockQ5K& block, std::size_t chunk, std::size_t i) {
    return (block.high[i] >> chunk & 1U) << 4;
  });
}

void unpack_q6_k(const std::byte* from, double* weights) {
  const auto block = block_at<BlockQ6K>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::size_t half = i / 128, chunk = i % 128 / 32;
    const int low = block.low[half * 64 + chunk % 2 * 32 + i % 32] >> (chunk / 2 * 4) & 15;
    const int high = block.high[half * 32 + i % 32] >> (chunk * 2) & 3;
    const int scale = block.scales[i / 16];
    weights[i] = number_of(block.d) * scale * ((low | high << 4) - 32);
  }
}

void unpack_iq4_xs(const std::byte* from, double* weights) {
  const auto block = block_at<BlockIq4Xs>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::size_t chunk = i / 32;
    const int low = block.scales_low[chunk / 2] >> (chunk % 2 * 4) & 15;
    const int scale = (low | (block.scales_high >> (chunk * 2) & 3) << 4) - 32;
    const int q = block.q[chunk * 16 + i % 16] >> (i % 32 / 16 * 4) & 15;
    weights[i] = number_of(block.d) * scale * kIq4Levels[static_cast<std::size_t>(q)];
  }
}

void unpack_iq2_xxs(const std::byte* from, double* weights) {
  const auto block = block_at<BlockIq2Xxs>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint8_t* q = block.q + i / 32 * 8;
    std::uint32_t word = 0;
    std::memcpy(&word, q + 4, sizeof word);
    const double entry = static_cast<double>(kIq2Book[q[i % 32 / 8]] >> (i % 8 * 8) & 255);
    weights[i] = number_of(block.d) * (0.5 + (word >> 28)) / 4 * signed_entry(entry, word, i % 32);
  }
}

void unpack_iq3_xxs(const std::byte* from, double* weights) {
  const auto block = block_at<BlockIq3Xxs>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    std::uint32_t word = 0;
    std::memcpy(&word, block.signs + i / 32 * 4, sizeof word);
    const double entry = kIq3Book[block.q[i / 4]] >> (i % 4 * 8) & 255;
    weights[i] = number_of(block.d) * (0.5 + (word >> 28)) / 2 * signed_entry(entry, word, i % 32);
  }
}

void unpack_q4_0_of_eight(const std::byte* from, std::size_t row, double* weights) {
  const auto eight = block_at<EightQ4_0>(from);
  for (std::size_t i = 0; i < 32; ++i) {
    const int q = byte_of_eight(eight.q, row, i % 16) >> (i / 16 * 4) & 15;
    weights[i] = number_of(eight.d[row]) * (q < 8 ? q : q - 16);
  }
}

void unpack_q4_k_of_eight(const std::byte* from, std::size_t row, double* weights) {
  const auto eight = block_at<EightQ4K>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::size_t chunk = i / 32;
    const int q = byte_of_eight(eight.q, row, chunk / 2 * 32 + i % 32) >> (4 * (chunk % 2)) & 15;
    const std::uint8_t* scales = eight.scales + 12 * chunk;
    weights[i] = number_of(eight.d[row]) * six_bits(scales, row, 0) * q -
                 number_of(eight.dmin[row]) * six_bits(scales, row, 1);
  }
}

void unpack_q2_k_of_eight(const std::byte* from, std::size_t row, double* weights) {
  const auto eight = block_at<EightQ2K>(from);
  for (std::size_t i = 0; i < 256; ++i) {
    const int q = byte_of_eight(eight.q, row, i / 128 * 32 + i % 32) >> (i % 128 / 32 * 2) & 3;
    const int scales = eight.scales[i / 32 * 16 + 2 * row + i % 32 / 16];
    weights[i] = number_of(eight.d[row]) * (scales & 15) * q - number_of(eight.dmin[row]) * (scales >> 4);
  }
}

void unpack_bf16(const std::byte* from, double* weights) {
  *weights = std::bit_cast<float>(static_cast<std::uint32_t>(block_at<Bf16>(from).bits) << 16);
}

void unpack_f16(const std::byte* from, double* weights) { *weights = number_of(block_at<F16>(from).bits); }

void unpack_f32(const std::byte* from, double* weights) { *weights = block_at<float>(from); }

}  // namespace probellm::bench
