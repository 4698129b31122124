#include "gguf/blocks.h"

#include <algorithm>
#include <cstring>

#include "gguf/types.h"

namespace probellm::gguf {
namespace {

/// The bits of a half-precision number below its leading one.
constexpr int bits_behind(int power) { return power >= -14 ? 10 : power + 24; }

/// 2 to that power as a half-precision number; below -14 it is a subnormal one, as real files have them too.
constexpr std::uint16_t half(int power) {
  return static_cast<std::uint16_t>(power >= -14 ? (power + 15) << 10 : 1 << bits_behind(power));
}

/// A scale of once to twice that power of 2, as scales differ in real files: engines that look them up in a
/// table are slower then than with a single one. Its sign is random too, so that quants of which the mean
/// isn't 0 cancel over the blocks.
constexpr FixedBits scale(std::uint16_t offset, int power) {
  const auto mask = static_cast<std::uint16_t>(0x7fff & ~((1 << bits_behind(power)) - 1));
  return {offset, mask, half(power)};
}

constexpr FixedBits positive(std::uint16_t offset, std::uint16_t value) { return {offset, 0xffff, value}; }

/// Four bits of a scale that is spread over the highest bits of four numbers (IQ1_M).
constexpr FixedBits nibble(std::uint16_t offset, int value) {
  return {offset, 0xf000, static_cast<std::uint16_t>((value & 0xf) << 12)};
}

/// Only the byte at `offset`.
constexpr FixedBits low_byte(std::uint16_t offset, std::uint16_t value) { return {offset, 0x00ff, value}; }

constexpr std::uint16_t kHalfOfItsLeadingBit = 0x200;  // of a half's mantissa: times 1.5
constexpr std::uint16_t kMinusHalfOf15 = 0x8380;       // with 2^-7: -7.5 * 2^-9
constexpr std::uint16_t kMinusHalfOf31 = 0x83c0;       // with 2^-6: -15.5 * 2^-9
constexpr std::uint16_t kTinyScales = 0x0202;          // two numbers of 8 bits (UE4M3), 2^-8 each
constexpr FixedBits kBrainExponent{0, 0x7f80, (127 - 7) << 7};
constexpr FixedBits kSingleExponent{2, 0x7f80, (127 - 7) << 7};
constexpr FixedBits kHalfExponent{0, 0x7c00, (15 - 7) << 10};

// Offsets: block structures in ggml-common.h of llama.cpp and ik_llama.cpp. The scales bring random quants to
// about the size of trained weights; where a type has minima, they take away the quants' mean, so that
// different tokens keep different hidden states and so choose different experts.
consteval BlockLayout layout(std::string_view type, std::array<FixedBits, 4> fixed) {
  const GgmlType& known = *find_type(type);
  return {type, known.number, static_cast<std::size_t>(known.bytes), fixed};
}

constexpr std::array kLayouts{
    layout("f32", {kSingleExponent}),
    layout("f16", {kHalfExponent}),
    layout("bf16", {kBrainExponent}),
    layout("q8_0", {scale(0, -12)}),
    layout("q6_k", {scale(208, -16)}),
    layout("q6_0", {scale(0, -10)}),
    layout("iq6_k", {scale(0, -18)}),
    layout("q5_k", {positive(0, half(-14)), positive(2, half(-10))}),
    layout("q5_1", {positive(0, half(-9)), positive(2, kMinusHalfOf31 | half(-6))}),
    layout("q5_0", {scale(0, -9)}),
    layout("iq5_k", {scale(0, -16)}),
    layout("q4_k", {positive(0, half(-14)), positive(2, half(-11))}),
    layout("q4_1", {positive(0, half(-9)), positive(2, kMinusHalfOf15 | half(-7))}),
    layout("q4_0", {scale(0, -8)}),
    layout("iq4_k", {scale(0, -16)}),
    layout("iq4_nl", {scale(0, -12)}),
    layout("iq4_xs", {scale(0, -16)}),
    layout("mxfp4", {low_byte(0, 127 - 8)}),
    layout("nvfp4", {positive(0, kTinyScales), positive(2, kTinyScales)}),
    layout("q3_k", {scale(108, -11)}),
    layout("iq3_k", {scale(0, -16)}),
    layout("iq3_s", {scale(0, -13)}),
    layout("iq3_xxs", {scale(0, -13)}),
    layout("q2_k", {positive(80, half(-10)), positive(82, half(-10) | kHalfOfItsLeadingBit)}),
    layout("iq2_k", {scale(0, -13)}),
    layout("iq2_s", {scale(0, -12)}),
    layout("iq2_xs", {scale(0, -12)}),
    layout("iq2_xxs", {scale(0, -12)}),
    layout("q2_0", {scale(0, -7)}),
    layout("tq2_0", {scale(64, -6)}),
    layout("iq1_m", {nibble(48, half(-9)), nibble(50, half(-9) >> 4), nibble(52, half(-9) >> 8),
                     nibble(54, half(-9) >> 12)}),
    layout("tq1_0", {scale(52, -6)}),
    layout("iq1_s", {scale(0, -9)}),
    layout("q1_0", {scale(0, -6)}),
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
