#pragma once

#include <cstddef>
#include <cstdint>

namespace probellm::bench {

/// Word `index` of stream `seed`: splitmix64, forced into the bits of a double in [1, 2), so that no page is
/// constant and no sum overflows.
constexpr std::uint64_t generated_word(std::uint64_t seed, std::size_t index) {
  std::uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return ((z ^ (z >> 31)) >> 12) | 0x3ff0000000000000U;
}

/// Writes words [begin, end) of stream `seed` to `words` and returns their sum, wrapping at 2^64.
constexpr std::uint64_t fill(std::uint64_t* words, std::uint64_t seed, std::size_t begin, std::size_t end) {
  std::uint64_t sum = 0;
  for (std::size_t i = begin; i < end; ++i) sum += words[i] = generated_word(seed, i);
  return sum;
}

}  // namespace probellm::bench
