#pragma once

#include <vector>

#include "bench/session.h"
#include "core/measurement.h"

namespace probellm::bench {

/// Reads with one thread, two, and so on to all.
std::vector<core::Measurement> measure_read_by_threads(Session& session, core::Seconds ceiling);

/// Reads by the CPUs of each last-level cache alone (at.group), each CPU its own memory; nothing where there
/// is only one such cache.
std::vector<core::Measurement> measure_read_by_cache_group(Session& session, core::Seconds ceiling);

/// Reads by each node's CPUs (at.cpu_node) of each node's memory (at.memory_node), in Full for all pairs,
/// else from the first node; nothing where only one node has CPUs that may be used.
std::vector<core::Measurement> measure_read_by_node(Session& session, core::Seconds ceiling);

/// Reads by all threads of pages of all nodes by turns; nothing where there is only one node.
std::vector<core::Measurement> measure_read_interleaved(Session& session, core::Seconds ceiling);

/// Reads by all threads of blocks at random places of the arena (at.block_bytes).
std::vector<core::Measurement> measure_read_random(Session& session, core::Seconds ceiling);

}  // namespace probellm::bench
