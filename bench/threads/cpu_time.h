#pragma once

#include "core/units.h"

namespace probellm::bench {

/// CPU time that the calling thread has had, in ns steps; what a hypervisor took isn't in it where the kernel
/// is told.
core::Seconds thread_cpu_time();

/// CPU time that all threads of this process have had.
core::Seconds process_cpu_time();

}  // namespace probellm::bench
