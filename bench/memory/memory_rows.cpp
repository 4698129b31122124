#include "bench/memory/memory_rows.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bench/memory/race.h"
#include "bench/memory/shares.h"
#include "bench/sampling.h"

namespace probellm::bench {
namespace {

constexpr core::Bytes kLeastForOneThread{256 * core::kMiB};
constexpr std::int64_t kTimesCache = 4;
// Of a row's time, what choosing the variant may take; and of a variant, what it needs to show itself.
constexpr double kShareToRace = 0.3;
constexpr core::Seconds kTimeToShow{0.05};
constexpr const char* kWrong = "wrong result: the memory or the kernel is faulty";

// A variant of a kernel over some parts of the arena, or a slice of each, shared out among threads: which
// worker takes which part.
struct Pass {
  const KernelRow& kernel;
  const StreamVariant* variant;
  int threads = 0;
  std::size_t parts = 0;
  std::function<std::size_t(int worker)> first_part;
  std::size_t slice = 0;
  std::size_t slices = 1;
};

core::Bytes bytes_of(double bytes) { return {static_cast<std::int64_t>(bytes)}; }

void describe(const Session& session, const Pass& pass, core::Measurement& row) {
  const Arena& arena = *session.arena;
  const std::size_t words = arena.parts.front().arrays.words * pass.parts;
  row.device = "memory";
  row.threads = pass.threads;
  row.variant = kernel_name(session, *pass.variant) + ", " + pages_in_words(arena);
  row.bytes_per_sample = bytes_of(bytes_moved(pass.kernel, words));
  row.bus_bytes_per_sample = bytes_of(bus_bytes_moved(pass.kernel, pass.variant->stores, words));
}

// Runs the variant over every part of the pass once and keeps what it returned; parts are dealt to workers in
// order.
core::Seconds run_once(Session& session, const Pass& pass, std::vector<std::uint64_t>& returned) {
  const Arena& arena = *session.arena;
  return session.team.value()->timed(pass.threads, [&](int worker) {
    const std::size_t end = pass.first_part(worker + 1);
    for (std::size_t i = pass.first_part(worker); i < end; ++i)
      returned[i] =
          pass.variant->run(slice_of(arena.parts[i].arrays, pass.slice, pass.slices), pass.kernel.scalar);
  });
}

bool is_right(Session& session, const Pass& pass, const std::vector<std::uint64_t>& returned, int passes) {
  const Arena& arena = *session.arena;
  std::vector<char> right(pass.parts, 1);
  session.team.value()->run(pass.threads, [&](int worker) {
    const std::size_t end = pass.first_part(worker + 1);
    for (std::size_t i = pass.first_part(worker); i < end; ++i)
      right[i] = pass.kernel.is_right(
          {arena.parts[i].arrays, pass.kernel.scalar, returned[i], arena.parts[i].expected_sum, passes});
  });
  return std::find(right.begin(), right.end(), 0) == right.end();
}

double rate_of(Session& session, const Pass& pass, std::vector<std::uint64_t>& returned) {
  const std::size_t words = slice_of(session.arena->parts.front().arrays, pass.slice, pass.slices).words;
  const double bytes = bytes_moved(pass.kernel, words) * static_cast<double>(pass.parts);
  return bytes / run_once(session, pass, returned).value;
}

// Lets the variants race, leaves the winner in `pass` and the others in `row`.
void choose_variant(Session& session, Pass& pass, core::Seconds ceiling, core::Measurement& row) {
  const auto variants = session.kernels.*pass.kernel.variants;
  std::vector<std::uint64_t> returned(pass.parts);
  const core::Seconds time =
      std::min(kTimeToShow * static_cast<double>(variants.size()), ceiling * kShareToRace);
  // Each sample goes over another slice, so that variants have turns enough.
  Pass turn = pass;
  turn.slices = kSlices;
  const RaceResult result = race(variants.size(), time, session.now, session.stop, [&](std::size_t i) {
    turn.variant = &variants[i];
    // What the one before left to be written back is a cache full: it mustn't be this one's.
    if (variants[i].stores != Stores::None) run_once(session, turn, returned);
    turn.slice = (turn.slice + 1) % kSlices;
    return rate_of(session, turn, returned);
  });
  pass.variant = &variants[result.places.front().variant];
  if (row.id == core::kMemoryRead) session.read = pass.variant;
  row.race_median = result.places.front().median;
  for (std::size_t i = 1; i < result.places.size(); ++i)
    row.losers.push_back({std::string(variants[result.places[i].variant].name), result.places[i].median});
}

// What a kernel expects to find in the arrays: update starts from a copy.
void prepare(Session& session, const Pass& pass) {
  if (pass.kernel.id != core::kMemoryUpdate) return;
  const StreamKernel copy = session.kernels.copy.front().run;
  session.team.value()->run(pass.threads, [&](int worker) {
    const std::size_t end = pass.first_part(worker + 1);
    for (std::size_t i = pass.first_part(worker); i < end; ++i) copy(session.arena->parts[i].arrays, 0);
  });
}

core::Measurement measure(Session& session, Pass pass, std::string_view id, core::Seconds ceiling) {
  const core::Seconds start = session.now();
  core::Measurement row;
  row.id = id;
  choose_variant(session, pass, ceiling, row);
  describe(session, pass, row);
  prepare(session, pass);
  std::vector<std::uint64_t> returned(pass.parts);
  run_once(session, pass, returned);
  if (!is_right(session, pass, returned, 1))
    return without_number(std::move(row), core::Status::Failed, kWrong);

  const core::Seconds left = std::max(ceiling - (session.now() - start), core::Seconds{0.01});
  const StoppingRule rule{std::min(core::Seconds{0.25}, left), left};
  int passes = 1;
  auto samples = take_samples(session, rule, [&] {
    ++passes;
    return rate_of(session, pass, returned);
  });
  if (!is_right(session, pass, returned, passes))
    return without_number(std::move(row), core::Status::Failed, kWrong);
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
  const Pass pass{kernel, nullptr, static_cast<int>(parts), parts,
                  [](int worker) { return static_cast<std::size_t>(worker); }};
  return measure(session, pass, kernel.id, ceiling);
}

core::Measurement measure_one_thread_read(Session& session, core::Seconds ceiling) {
  if (!session.arena) return without_arena(session, core::kMemoryReadOneThread);
  const KernelRow& read = kernel_with_id(core::kMemoryRead);
  const auto& all = session.arena->parts;
  const core::Bytes least = std::max(kLeastForOneThread, one_last_level_cache(session.machine) * kTimesCache);
  const double part_bytes = bytes_moved(read, all.front().arrays.words);
  const auto needed = static_cast<std::size_t>(static_cast<double>(least.value) / part_bytes) + 1;
  const std::size_t parts = std::min(needed, all.size());
  const Pass pass{read, nullptr, 1, parts, [=](int worker) { return worker == 0 ? 0 : parts; }};
  return measure(session, pass, core::kMemoryReadOneThread, ceiling);
}

}  // namespace probellm::bench
