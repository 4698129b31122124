#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "bench/memory/kernels.h"
#include "core/measurement.h"

namespace probellm::bench {

/// What a kernel was given and what it returned, for its check.
struct KernelOutcome {
  Arrays arrays;
  double scalar = 0;
  std::uint64_t returned = 0;
  std::uint64_t expected_sum = 0;
};

/// Whether a read returned the sum of the words that were generated.
bool read_is_right(const KernelOutcome& outcome);
/// Whether each word of a is the scalar.
bool write_is_right(const KernelOutcome& outcome);
/// Whether a equals b.
bool copy_is_right(const KernelOutcome& outcome);
/// Whether a is b + scalar * c but for rounding.
bool triad_is_right(const KernelOutcome& outcome);

/// One memory kernel: its row's id, the bytes it reads and writes for each index as STREAM counts them, and
/// the check of its work.
struct KernelRow {
  std::string_view id;
  StreamKernel KernelSet::*kernel;
  int bytes_read;
  int bytes_written;
  bool (*is_right)(const KernelOutcome& outcome);
};

/// The kernels in the order in which they run: reads first, while the arrays are as they were generated.
inline constexpr std::array kKernelTable = {
    KernelRow{core::kMemoryRead, &KernelSet::read, 24, 0, &read_is_right},
    KernelRow{core::kMemoryWrite, &KernelSet::write, 0, 8, &write_is_right},
    KernelRow{core::kMemoryCopy, &KernelSet::copy, 8, 8, &copy_is_right},
    KernelRow{core::kMemoryTriad, &KernelSet::triad, 16, 8, &triad_is_right},
};

/// Bytes that a kernel moves in one pass over arrays of `words` words.
constexpr double bytes_moved(const KernelRow& row, std::size_t words) {
  return static_cast<double>(row.bytes_read + row.bytes_written) * static_cast<double>(words);
}

}  // namespace probellm::bench
