#include "bench/memory/kernel_table.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace probellm::bench {

bool read_is_right(const KernelOutcome& outcome) { return outcome.returned == outcome.expected_sum; }

bool write_is_right(const KernelOutcome& outcome) {
  const std::uint64_t* a = outcome.arrays.a;
  const auto written = std::bit_cast<std::uint64_t>(outcome.scalar);
  return std::all_of(a, a + outcome.arrays.words, [=](std::uint64_t word) { return word == written; });
}

bool copy_is_right(const KernelOutcome& outcome) {
  const Arrays& arrays = outcome.arrays;
  return std::equal(arrays.a, arrays.a + arrays.words, arrays.b);
}

bool triad_is_right(const KernelOutcome& outcome) {
  const Arrays& arrays = outcome.arrays;
  for (std::size_t i = 0; i < arrays.words; ++i) {
    const auto a = std::bit_cast<double>(arrays.a[i]);
    const auto expected =
        std::bit_cast<double>(arrays.b[i]) + outcome.scalar * std::bit_cast<double>(arrays.c[i]);
    if (!(std::abs(a - expected) <= 1e-12 * std::abs(expected))) return false;
  }
  return true;
}

}  // namespace probellm::bench
