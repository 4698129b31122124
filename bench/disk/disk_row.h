#pragma once

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Measures sequential direct reads of large files already on the machine's first disk; never writes.
core::Measurement measure_disk_read(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
