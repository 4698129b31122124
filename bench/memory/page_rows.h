#pragma once

#include <vector>

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Reads of memory that is kept off huge pages.
core::Measurement measure_read_small_pages(Session& session, core::Seconds ceiling);

/// Reads through a mapping of a large file that is already there, as engines read weights that they map;
/// never writes.
core::Measurement measure_read_file_mapping(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
