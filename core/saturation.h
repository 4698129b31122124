#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "core/measurement.h"

namespace probellm::core {

/// The share of the best bandwidth from which on more threads are of no use: less than two runs differ
/// anyway.
inline constexpr double kSaturated = 0.97;

/// The least number of threads that reads nearly as fast as any, of the rows memory.read.by_threads; none
/// where no such row has a number.
inline std::optional<int> saturating_threads(const std::vector<Measurement>& rows) {
  const auto counts = [](const Measurement& row) {
    return row.id == kMemoryReadByThreads && row.status == Status::Ok;
  };
  double best = 0;
  for (const Measurement& row : rows)
    if (counts(row)) best = std::max(best, row.median);
  std::optional<int> least;
  for (const Measurement& row : rows)
    if (counts(row) && row.median >= kSaturated * best)
      least = std::min(least.value_or(row.threads), row.threads);
  return least;
}

}  // namespace probellm::core
