#pragma once

#include <cstdint>
#include <cstring>

namespace probellm::bench {

/// 8 scales and 8 minima of 6 bits each, a byte each.
struct SixBits {
  std::uint64_t scales;
  std::uint64_t minima;
};

/// Two words, the low one first.
inline std::uint64_t two_words(std::uint32_t low, std::uint32_t high) {
  return low | static_cast<std::uint64_t>(high) << 32;
}

/// From 12 bytes: the first four scales and minima are the low 6 bits of 8 bytes; the others' high 2 bits are
/// those bytes' high 2, their low 4 in the last 4 bytes.
inline SixBits six_bits(const std::uint8_t* packed) {
  std::uint32_t a = 0, b = 0, c = 0;
  std::memcpy(&a, packed, 4);
  std::memcpy(&b, packed + 4, 4);
  std::memcpy(&c, packed + 8, 4);
  constexpr std::uint32_t kSix = 0x3f3f3f3f, kHigh = 0x30303030, kFour = 0x0f0f0f0f;
  return {two_words(a & kSix, (c & kFour) | ((a >> 2) & kHigh)),
          two_words(b & kSix, ((c >> 4) & kFour) | ((b >> 2) & kHigh))};
}

}  // namespace probellm::bench
