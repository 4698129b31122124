#pragma once

#include <vector>

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Seconds that one thread waits for a line at a random place of at.working_set_bytes on pages of
/// at.page_bytes: of 256 MiB on huge pages, in the arena, which is filled anew after.
std::vector<core::Measurement> measure_latency(Session& session, core::Seconds ceiling);

/// The same of other sets, from 16 KiB to what may be allocated, on huge and on small pages.
std::vector<core::Measurement> measure_latency_ladder(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
