#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "bench/memory/kernels.h"
#include "core/measurement.h"

namespace probellm::bench {

/// What a kernel was given, how often it went over it, and what it returned last, for its check.
struct KernelOutcome {
  Arrays arrays;
  double scalar = 0;
  std::uint64_t returned = 0;
  std::uint64_t expected_sum = 0;
  int passes = 1;
};

/// Whether a read returned the sum of the words that were generated.
bool read_is_right(const KernelOutcome& outcome);
/// Whether each word of a is the scalar.
bool write_is_right(const KernelOutcome& outcome);
/// Whether a equals b.
bool copy_is_right(const KernelOutcome& outcome);
/// Whether a is scalar * b.
bool scale_is_right(const KernelOutcome& outcome);
/// Whether a is b + c.
bool add_is_right(const KernelOutcome& outcome);
/// Whether a is b + scalar * c but for rounding.
bool triad_is_right(const KernelOutcome& outcome);
/// Whether a, which was b before the first pass, changed its sign in each.
bool update_is_right(const KernelOutcome& outcome);

/// One memory kernel: its row's id, the bytes it reads and writes for each index as STREAM counts them, its
/// scalar, and the check of its work.
struct KernelRow {
  std::string_view id;
  std::span<const StreamVariant> KernelSet::*variants;
  int bytes_read;
  int bytes_written;
  double scalar;
  bool (*is_right)(const KernelOutcome& outcome);
};

// A scalar that is neither a value that is generated nor one that a copy could leave.
inline constexpr double kScalar = 3.25;

/// Every kernel; reads come first, while the arrays are as they were generated.
inline constexpr std::array kKernelTable = {
    KernelRow{core::kMemoryRead, &KernelSet::read, 24, 0, 0, &read_is_right},
    KernelRow{core::kMemoryWrite, &KernelSet::write, 0, 8, kScalar, &write_is_right},
    KernelRow{core::kMemoryTriad, &KernelSet::triad, 16, 8, kScalar, &triad_is_right},
    KernelRow{core::kMemoryAdd, &KernelSet::add, 16, 8, 0, &add_is_right},
    KernelRow{core::kMemoryScale, &KernelSet::scale, 8, 8, kScalar, &scale_is_right},
    KernelRow{core::kMemoryCopy, &KernelSet::copy, 8, 8, 0, &copy_is_right},
    KernelRow{core::kMemoryUpdate, &KernelSet::update, 8, 8, -1, &update_is_right},
};

/// The kernel of a row; the first where there is none of that id.
constexpr const KernelRow& kernel_with_id(std::string_view id) {
  for (const KernelRow& row : kKernelTable)
    if (row.id == id) return row;
  return kKernelTable.front();
}

/// Bytes that a kernel moves in one pass over arrays of `words` words.
constexpr double bytes_moved(const KernelRow& row, std::size_t words) {
  return static_cast<double>(row.bytes_read + row.bytes_written) * static_cast<double>(words);
}

/// The same as they cross the memory bus: a regular store reads the line first, unless the kernel has read
/// it.
constexpr double bus_bytes_moved(const KernelRow& row, Stores stores, std::size_t words) {
  const bool reads_first = stores == Stores::Regular && row.id != core::kMemoryUpdate;
  return bytes_moved(row, words) + (reads_first ? row.bytes_written * static_cast<double>(words) : 0);
}

}  // namespace probellm::bench
