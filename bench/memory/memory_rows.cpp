#include "bench/memory/memory_rows.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bench/sampling.h"

namespace probellm::bench {
namespace {

// Neither a value that is generated nor one that a copy could leave.
constexpr double kScalar = 3.25;
constexpr core::Bytes kLeastForOneThread{256 * core::kMiB};
constexpr std::int64_t kTimesCache = 4;

// A kernel over some parts of the arena, shared out among threads: which worker takes which part.
struct Pass {
  const KernelRow& kernel;
  int threads = 0;
  std::size_t parts = 0;
  std::function<std::size_t(int worker)> first_part;
};

core::Measurement describe(const Session& session, const Pass& pass, std::string_view id) {
  core::Measurement row;
  const Arena& arena = *session.arena;
  row.id = id;
  row.device = "memory";
  row.threads = pass.threads;
  row.variant =
      std::string(session.kernels.target) + ", " + percent(arena.huge_page_share) + " on 2 MiB pages";
  const double bytes =
      bytes_moved(pass.kernel, arena.parts.front().arrays.words) * static_cast<double>(pass.parts);
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes)};
  return row;
}

// Runs the kernel over every part of the pass once and keeps what it returned; parts are dealt to workers in
// order.
core::Seconds run_once(Session& session, const Pass& pass, std::vector<std::uint64_t>& returned) {
  const Arena& arena = *session.arena;
  const StreamKernel kernel = session.kernels.*pass.kernel.kernel;
  return session.team.value()->timed(pass.threads, [&](int worker) {
    const std::size_t end = pass.first_part(worker + 1);
    for (std::size_t i = pass.first_part(worker); i < end; ++i)
      returned[i] = kernel(arena.parts[i].arrays, kScalar);
  });
}

bool is_right(Session& session, const Pass& pass, const std::vector<std::uint64_t>& returned) {
  const Arena& arena = *session.arena;
  std::vector<char> right(pass.parts, 1);
  session.team.value()->run(pass.threads, [&](int worker) {
    const std::size_t end = pass.first_part(worker + 1);
    for (std::size_t i = pass.first_part(worker); i < end; ++i)
      right[i] =
          pass.kernel.is_right({arena.parts[i].arrays, kScalar, returned[i], arena.parts[i].expected_sum});
  });
  return std::find(right.begin(), right.end(), 0) == right.end();
}

core::Measurement measure(Session& session, const Pass& pass, std::string_view id, core::Seconds ceiling) {
  core::Measurement row = describe(session, pass, id);
  std::vector<std::uint64_t> returned(pass.parts);
  run_once(session, pass, returned);
  if (!is_right(session, pass, returned))
    return without_number(std::move(row), core::Status::Failed,
                          "wrong result: the memory or the kernel is faulty");

  const StoppingRule rule{{std::min(0.25, ceiling.value)}, ceiling};
  auto samples = take_samples(session, rule, [&] {
    return (row.bytes_per_sample / run_once(session, pass, returned)).value;
  });
  if (!is_right(session, pass, returned))
    return without_number(std::move(row), core::Status::Failed,
                          "wrong result: the memory or the kernel is faulty");
  return with_samples(std::move(row), std::move(samples), session.arena->warnings);
}

core::Measurement without_arena(const Session& session, std::string_view id) {
  core::Measurement row;
  row.id = id;
  row.device = "memory";
  return row_of_error(std::move(row), session.arena.error());
}

}  // namespace

core::Measurement measure_kernel(Session& session, const KernelRow& kernel, core::Seconds ceiling) {
  if (!session.arena) return without_arena(session, kernel.id);
  const std::size_t parts = session.arena->parts.size();
  const Pass pass{kernel, static_cast<int>(parts), parts,
                  [](int worker) { return static_cast<std::size_t>(worker); }};
  return measure(session, pass, kernel.id, ceiling);
}

core::Measurement measure_one_thread_read(Session& session, core::Seconds ceiling) {
  if (!session.arena) return without_arena(session, core::kMemoryReadOneThread);
  const KernelRow& read = kKernelTable.front();
  const auto& all = session.arena->parts;
  const core::Bytes least = std::max(kLeastForOneThread, one_last_level_cache(session.machine) * kTimesCache);
  const double part_bytes = bytes_moved(read, all.front().arrays.words);
  const auto needed = static_cast<std::size_t>(static_cast<double>(least.value) / part_bytes) + 1;
  const std::size_t parts = std::min(needed, all.size());
  const Pass pass{read, 1, parts, [=](int worker) { return worker == 0 ? 0 : parts; }};
  return measure(session, pass, core::kMemoryReadOneThread, ceiling);
}

}  // namespace probellm::bench
