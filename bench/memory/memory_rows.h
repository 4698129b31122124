#pragma once

#include "bench/memory/kernel_table.h"
#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Measures one kernel with all threads, each on its own part of the arena.
core::Measurement measure_kernel(Session& session, const KernelRow& kernel, core::Seconds ceiling);

/// Measures one thread reading as many parts of the arena as outgrow its cache.
core::Measurement measure_one_thread_read(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
