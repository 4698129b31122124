#include "bench/memory/group_rows.h"

#include <array>
#include <span>
#include <string>
#include <utility>

#include "bench/curve.h"
#include "bench/memory/reading.h"
#include "bench/threads/ladder.h"
#include "bench/threads/worker_groups.h"

namespace probellm::bench {
namespace {

using Rows = std::vector<core::Measurement>;

// A third of an expert of Kimi K2.6 at 4 to 8 bits is 8 to 14 MiB; below 1 MiB no engine reads, but the curve
// tells what places cost. The first two are enough for a prediction.
constexpr std::array kBlocks = {core::Bytes{12 * core::kMiB}, core::Bytes{core::kMiB},
                                core::Bytes{256 * core::kKiB}, core::Bytes{64 * core::kKiB},
                                core::Bytes{4 * core::kKiB}};
constexpr std::size_t kBlocksForAnEstimate = 2;

core::Measurement arena_row(const Session& session, std::string_view id) {
  core::Measurement row = memory_row(id);
  row.variant = kernel_name(session, *session.read) + ", " + pages_in_words(*session.arena);
  return row;
}

Rows without_arena(const Session& session, std::string_view id) {
  return {row_of_error(memory_row(id), session.arena.error())};
}

core::Measurement measure_shares(Session& session, core::Measurement row, const Shares& shares,
                                 core::Seconds ceiling) {
  return measure_reading(session, std::move(row), shares, session.arena->warnings, ceiling);
}

std::vector<std::vector<int>> workers_in(const std::vector<NodeWorkers>& nodes) {
  std::vector<std::vector<int>> workers;
  for (const NodeWorkers& node : nodes) workers.push_back(node.workers);
  return workers;
}

}  // namespace

Rows measure_read_by_threads(Session& session, core::Seconds ceiling) {
  if (!session.arena) return without_arena(session, core::kMemoryReadByThreads);
  const auto parts = arena_parts(session);
  const auto groups = all_workers_by_node(session.machine.numa, team_cpus(session));
  const auto ladder = thread_ladder(static_cast<int>(parts.size()), session.plan.depth);
  return measure_each(session, ladder.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    return measure_shares(session, arena_row(session, core::kMemoryReadByThreads),
                          shares_of_first(parts, groups, ladder[i]), time);
  });
}

Rows measure_read_by_cache_group(Session& session, core::Seconds ceiling) {
  if (session.machine.limits.cpus_by_cache.size() < 2) return {};
  if (!session.arena) return without_arena(session, core::kMemoryReadCacheGroup);
  const auto parts = arena_parts(session);
  const auto groups = workers_on(session.machine.limits.cpus_by_cache, team_cpus(session));
  return measure_each(session, groups.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    core::Measurement row = arena_row(session, core::kMemoryReadCacheGroup);
    row.at["group"] = static_cast<double>(i);
    return measure_shares(session, std::move(row), own_parts(parts, groups[i]), time);
  });
}

Rows measure_read_by_node(Session& session, core::Seconds ceiling) {
  if (has_one_node(session)) return {};
  if (!session.arena) return without_arena(session, core::kMemoryReadNuma);
  const auto parts = arena_parts(session);
  const auto nodes = workers_by_node(session.machine.numa, team_cpus(session));
  if (nodes.size() < 2) return {};
  const std::size_t from = session.plan.depth == Depth::Full ? nodes.size() : 1;
  return measure_each(session, from * nodes.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    const NodeWorkers& readers = nodes[i / nodes.size()];
    const NodeWorkers& touchers = nodes[i % nodes.size()];
    core::Measurement row = arena_row(session, core::kMemoryReadNuma);
    row.at["cpu_node"] = readers.node;
    row.at["memory_node"] = touchers.node;
    return measure_shares(session, std::move(row), shares_across(parts, readers.workers, touchers.workers),
                          time);
  });
}

Rows measure_read_interleaved(Session& session, core::Seconds ceiling) {
  if (has_one_node(session)) return {};
  if (!session.arena) return without_arena(session, core::kMemoryReadInterleaved);
  const auto nodes = workers_by_node(session.machine.numa, team_cpus(session));
  if (nodes.size() < 2) return {};
  return {measure_shares(session, arena_row(session, core::kMemoryReadInterleaved),
                         interleaved(arena_parts(session), workers_in(nodes)), ceiling)};
}

Rows measure_read_random(Session& session, core::Seconds ceiling) {
  if (!session.arena) return without_arena(session, core::kMemoryReadRandom);
  const auto parts = arena_parts(session);
  const std::span blocks(kBlocks.data(),
                         session.plan.depth == Depth::Full ? kBlocks.size() : kBlocksForAnEstimate);
  return measure_each(session, blocks.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    core::Measurement row = arena_row(session, core::kMemoryReadRandom);
    row.at["block_bytes"] = static_cast<double>(blocks[i].value);
    return measure_shares(session, std::move(row), random_blocks(parts, blocks[i]), time);
  });
}

}  // namespace probellm::bench
