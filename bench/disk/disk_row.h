#pragma once

#include <vector>

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Measures direct reads of large files already on the machine's first disk, or of the plan's test file,
/// which alone is written: sequential ones, and in Full those of blocks at random places (at.block_bytes).
std::vector<core::Measurement> measure_disk(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
