#include "gguf/blocks.h"

#include <algorithm>
#include <cstring>

namespace probellm::gguf {
namespace {

/// 2 to that power as a half-precision number; below -14 it is a subnormal one, as real files have them too.
constexpr std::uint16_t half(int power) {
  const int bits = power >= -14 ? (power + 15) << 10 : 1 << (power + 24);
  return static_cast<std::uint16_t>(bits);
}

/// A scale whose sign stays random, so that quants of which the mean isn't 0 cancel over the blocks.
constexpr FixedBits scale(std::uint16_t offset, std::uint16_t value) { return {offset, 0x7fff, value}; }

constexpr FixedBits positive(std::uint16_t offset, std::uint16_t value) { return {offset, 0xffff, value}; }

/// Four bits of a scale that is spread over the highest bits of four numbers (IQ1_M).
constexpr FixedBits nibble(std::uint16_t offset, int value) {
  return {offset, 0xf000, static_cast<std::uint16_t>((value & 0xf) << 12)};
}

constexpr std::uint16_t kHalfOfItsLeadingBit = 0x200;  // of a half's mantissa: times 1.5
constexpr FixedBits kBrainExponent{0, 0x7f80, (127 - 7) << 7};
constexpr FixedBits kSingleExponent{2, 0x7f80, (127 - 7) << 7};
constexpr FixedBits kHalfExponent{0, 0x7c00, (15 - 7) << 10};

// Offsets and numbers: block structures in ggml-common.h and enum ggml_type in ggml.h of llama.cpp. The
// scales bring random quants to about the size of trained weights; where a type has minima, they take away
// the quants' mean, so that different tokens keep different hidden states and so choose different experts.
constexpr std::array kLayouts{
    BlockLayout{"f32", 0, 4, {kSingleExponent}},
    BlockLayout{"f16", 1, 2, {kHalfExponent}},
    BlockLayout{"bf16", 30, 2, {kBrainExponent}},
    BlockLayout{"q8_0", 8, 34, {scale(0, half(-12))}},
    BlockLayout{"q6_k", 14, 210, {scale(208, half(-16))}},
    BlockLayout{"q5_k", 13, 176, {positive(0, half(-14)), positive(2, half(-10))}},
    BlockLayout{"q4_k", 12, 144, {positive(0, half(-14)), positive(2, half(-11))}},
    BlockLayout{"q4_0", 2, 18, {scale(0, half(-8))}},
    BlockLayout{"iq4_xs", 23, 136, {scale(0, half(-16))}},
    BlockLayout{"q3_k", 11, 110, {scale(108, half(-11))}},
    BlockLayout{"iq3_s", 21, 110, {scale(0, half(-13))}},
    BlockLayout{"iq3_xxs", 18, 98, {scale(0, half(-13))}},
    BlockLayout{"q2_k", 10, 84, {positive(80, half(-10)), positive(82, half(-10) | kHalfOfItsLeadingBit)}},
    BlockLayout{"iq2_xxs", 16, 66, {scale(0, half(-12))}},
    BlockLayout{"iq1_m",
                29,
                56,
                {nibble(48, half(-9)), nibble(50, half(-9) >> 4), nibble(52, half(-9) >> 8),
                 nibble(54, half(-9) >> 12)}},
    BlockLayout{"tq1_0", 34, 54, {scale(52, half(-6))}},
    BlockLayout{"iq1_s", 19, 50, {scale(0, half(-9))}},
};

/// Marsaglia's xorshift64.
std::uint64_t next(std::uint64_t& random) {
  random ^= random << 13;
  random ^= random >> 7;
  random ^= random << 17;
  return random;
}

void fill_random(std::uint64_t& random, std::span<std::byte> bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof random) {
    const std::uint64_t word = next(random);
    std::memcpy(&bytes[at], &word, std::min(sizeof word, bytes.size() - at));
  }
}

void fix(const FixedBits& fixed, std::byte* block) {
  std::uint16_t value = 0;
  std::memcpy(&value, block + fixed.offset, sizeof value);
  value = static_cast<std::uint16_t>((value & ~fixed.mask) | fixed.bits);
  std::memcpy(block + fixed.offset, &value, sizeof value);
}

}  // namespace

std::span<const BlockLayout> all_layouts() { return kLayouts; }

const BlockLayout* find_layout(std::string_view type) {
  for (const BlockLayout& layout : kLayouts)
    if (layout.type == type) return &layout;
  return nullptr;
}

void fill_blocks(const BlockLayout& layout, std::uint64_t& random, std::span<std::byte> blocks) {
  fill_random(random, blocks);
  for (const FixedBits& fixed : layout.fixed)
    for (std::size_t at = 0; fixed.mask != 0 && at + layout.bytes <= blocks.size(); at += layout.bytes)
      fix(fixed, &blocks[at]);
}

}  // namespace probellm::gguf
