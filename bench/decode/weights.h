#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "bench/session.h"
#include "core/result.h"

namespace probellm::bench {

/// A random word of which every two bytes are an f16 of 2^-3 to 2^-2, either sign, and a BF16 that is neither
/// infinite nor NaN, so that memory full of them is valid blocks of every type, wherever a block begins, with
/// scales as alike as those of a model are.
constexpr std::uint64_t weight_word(std::uint64_t random) {
  return (random & 0x83ff83ff83ff83ffU) | 0x3000300030003000U;
}

/// Makes words [begin, end) weights.
void fill_weights(std::uint64_t* words, std::size_t begin, std::size_t end);

/// Writes blocks of weights, unless that was done before: into memory of its own, in a full run as large as
/// is allowed, or where there is no room for that over the session's arena, so that what measures other
/// kernels there comes earlier. As much as `time` suffices for, but at least half of the arena's size.
core::Result<std::span<const std::byte>> prepare_weights(Session& session, core::Seconds time);

/// Deals out places in memory of weights, each far from those before it, so that no cache still holds it.
struct WeightPlaces {
  std::span<const std::byte> memory;
  std::uint64_t dealt = 0;
};

/// Where the next tensor of `bytes` lies, aligned to 64 bytes; no more than the memory has.
const std::byte* next_place(WeightPlaces& places, std::size_t bytes);

}  // namespace probellm::bench
