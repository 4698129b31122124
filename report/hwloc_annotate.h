#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// A shell script that writes the topology with the measured bandwidths (MiB/s) and latencies (ns) as hwloc's
/// memory attributes, which `lstopo --memattrs` and programs that use hwloc then find. It needs hwloc's
/// tools (checked with 2.9). A document with nothing to annotate gives a script that says so and ends with 1.
std::string hwloc_annotate(const core::Document& document);

}  // namespace probellm::report
