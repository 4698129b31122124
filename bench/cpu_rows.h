#pragma once

#include <vector>

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Seconds of one barrier of all threads.
core::Measurement measure_barrier(Session& session, core::Seconds ceiling);

/// Seconds of one barrier of one thread, two, and so on to all.
std::vector<core::Measurement> measure_barrier_by_threads(Session& session, core::Seconds ceiling);

/// Peak of f32 multiply-adds of all threads, two operations each.
core::Measurement measure_fma_f32(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
