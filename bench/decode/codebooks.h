#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace probellm::bench {

/// The levels of IQ4_XS, as the format defines them: finer around zero.
inline constexpr std::array<std::int8_t, 16> kIq4Levels = {-127, -104, -83, -65, -49, -35, -22, -10,
                                                           1,    13,   25,  38,  53,  69,  89,  113};

/// Sign patterns by number: byte k is -1 where bit k is set, else 1; the eighth makes their count even.
constexpr std::array<std::uint64_t, 128> sign_patterns() {
  std::array<std::uint64_t, 128> patterns{};
  for (unsigned i = 0; i < 128; ++i) {
    const unsigned bits = i | ((static_cast<unsigned>(std::popcount(i)) & 1U) << 7);
    for (unsigned k = 0; k < 8; ++k)
      patterns[i] |= ((bits >> k & 1U) != 0 ? std::uint64_t{0xff} : std::uint64_t{1}) << (8 * k);
  }
  return patterns;
}

/// A codebook of 256 entries, each of as many of the levels as Entry has bytes. Which ones doesn't matter to
/// speed, so they are drawn, not the published ones: a multiplicative hash of the number.
template <class Entry, std::size_t kLevels>
constexpr std::array<Entry, 256> drawn_codebook(const std::array<std::uint8_t, kLevels>& levels) {
  std::array<Entry, 256> book{};
  for (std::uint64_t i = 0; i < 256; ++i)
    for (std::uint64_t k = 0; k < sizeof(Entry); ++k) {
      const std::uint64_t draw = ((i * 8 + k + 1) * 0x9e3779b97f4a7c15U) >> 40;
      book[i] |= static_cast<Entry>(Entry{levels[draw % kLevels]} << (8 * k));
    }
  return book;
}

alignas(64) inline constexpr auto kSignPatterns = sign_patterns();
/// Stands for the codebook of IQ2_XXS: 256 times 8 of its 3 levels.
alignas(64) inline constexpr auto kIq2Book = drawn_codebook<std::uint64_t>(std::array<std::uint8_t, 3>{8, 25,
                                                                                                       43});
/// Stands for the codebook of IQ3_XXS: 256 times 4 of its 8 levels.
alignas(64) inline constexpr auto kIq3Book = drawn_codebook<std::uint32_t>(std::array<std::uint8_t, 8>{
    4, 12, 20, 28, 36, 44, 52, 62});

}  // namespace probellm::bench
