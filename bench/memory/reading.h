#pragma once

#include <string_view>
#include <vector>

#include "bench/memory/shares.h"
#include "bench/quality.h"
#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// A row of that id about memory, still without a number.
core::Measurement memory_row(std::string_view id);

/// Measures passes of the read kernel in which each worker reads of its share, all starting together, a
/// quarter after the other, and compares their sums with those of a plain loop; `row` says where on its curve
/// that lies.
core::Measurement measure_reading(Session& session, core::Measurement row, const Shares& shares,
                                  const std::vector<Warning>& warnings, core::Seconds ceiling);

/// The parts of the session's arena; only where there is one.
std::vector<Arrays> arena_parts(const Session& session);

/// The CPUs of the session's workers in order; only where there is a team.
std::vector<int> team_cpus(const Session& session);

}  // namespace probellm::bench
