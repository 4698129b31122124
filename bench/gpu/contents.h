#pragma once

#include <cstdint>
#include <vector>

#include "gpu/device.h"

namespace probellm::bench {

/// What a device's array holds, as the host knows it: sums of any stretch of words, modulo 2^32.
class Contents {
 public:
  explicit Contents(int array);
  /// The sum of so many words from that one on; both multiples of 16.
  std::uint32_t sum(std::uint64_t first, std::uint64_t words) const;
  /// Its bytes, as a little-endian device holds them.
  std::uint8_t byte_at(std::uint64_t offset) const;
  std::uint16_t bits16_at(std::uint64_t offset) const;
  std::uint32_t bits32_at(std::uint64_t offset) const;

 private:
  std::uint32_t sum_before(std::uint64_t words) const;

  int array_;
  /// Sums of all words before each sixteenth of a period.
  std::vector<std::uint32_t> sums_;
};

}  // namespace probellm::bench
