#include "bench/memory/kernel_table.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace probellm::bench {
namespace {

// Whether the relation holds at every index.
template <class Relation>
bool holds(const Arrays& arrays, Relation relation) {
  const auto* a = reinterpret_cast<const double*>(arrays.a);
  const auto* b = reinterpret_cast<const double*>(arrays.b);
  const auto* c = reinterpret_cast<const double*>(arrays.c);
  for (std::size_t i = 0; i < arrays.words; ++i)
    if (!relation(a[i], b[i], c[i])) return false;
  return true;
}

}  // namespace

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

bool scale_is_right(const KernelOutcome& outcome) {
  return holds(outcome.arrays, [&](double a, double b, double) { return a == outcome.scalar * b; });
}

bool add_is_right(const KernelOutcome& outcome) {
  return holds(outcome.arrays, [](double a, double b, double c) { return a == b + c; });
}

bool triad_is_right(const KernelOutcome& outcome) {
  return holds(outcome.arrays, [&](double a, double b, double c) {
    const double expected = b + outcome.scalar * c;
    return std::abs(a - expected) <= 1e-12 * std::abs(expected);
  });
}

bool update_is_right(const KernelOutcome& outcome) {
  const double sign = outcome.passes % 2 == 0 ? 1 : -1;
  return holds(outcome.arrays, [=](double a, double b, double) { return a == sign * b; });
}

}  // namespace probellm::bench
