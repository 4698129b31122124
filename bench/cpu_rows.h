#pragma once

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Seconds of one barrier of all threads.
core::Measurement measure_barrier(Session& session, core::Seconds ceiling);

/// Peak of f32 multiply-adds of all threads, two operations each.
core::Measurement measure_fma_f32(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
