#include "bench/memory/latency_rows.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "bench/curve.h"
#include "bench/memory/chase.h"
#include "bench/memory/reading.h"
#include "bench/sampling.h"

namespace probellm::bench {
namespace {

using Rows = std::vector<core::Measurement>;

constexpr core::Bytes kLeastSet{16 * core::kKiB};
// Where translations miss the caches too; more only takes longer to touch.
constexpr core::Bytes kMostSet{4 * core::kGiB};
constexpr core::Bytes kSetForAnEstimate{256 * core::kMiB};
constexpr std::int64_t kBetweenSets = 4;
// 10 ms of main memory, 0.1 ms of the first cache.
constexpr std::size_t kSteps = std::size_t{1} << 16;
// A set that a cache might hold is walked through once before it counts.
constexpr core::Bytes kMayBeCached{64 * core::kMiB};
constexpr core::Seconds kFloor{0.1};
constexpr std::size_t kLinesBetweenLooks = std::size_t{1} << 16;

// Where sets are measured: memory, how much of it was touched before, and what is to be said of it.
struct Place {
  Line* lines = nullptr;
  core::Bytes page;
  core::Bytes touched;
  std::vector<Warning> warnings;
};

core::Measurement latency_row(core::Bytes set, core::Bytes page) {
  core::Measurement row = memory_row(core::kMemoryLatency);
  row.unit = core::Unit::Time;
  row.threads = 1;
  row.variant = "pointer chase, mean of " + std::to_string(kSteps);
  row.at["working_set_bytes"] = static_cast<double>(set.value);
  row.at["page_bytes"] = static_cast<double>(page.value);
  return row;
}

bool link_in_time(Session& session, Line* lines, const Walk& walk, core::Seconds end) {
  bool done = true;
  session.team.value()->run(1, [&](int) {
    for (std::size_t i = 0; done && i < walk.lines(); i += kLinesBetweenLooks) {
      link(lines, walk, i, std::min(i + kLinesBetweenLooks, walk.lines()));
      done = !session.stop && session.now() < end;
    }
  });
  return done;
}

// Walks on from where the walk stood; nothing where it didn't come to where it must.
std::optional<core::Seconds> walk_on(Session& session, const Line* lines, const Walk& walk,
                                     std::uint64_t& moment, std::size_t steps) {
  const Line* line = lines + walk.line_at(moment);
  const core::Seconds time = session.team.value()->timed(1, [&](int) { line = chase(line, steps); });
  moment += steps;
  if (line != lines + walk.line_at(moment)) return std::nullopt;
  return time;
}

// What is to be said of the pages that were touched by `faults` while a set grew to `set`.
std::vector<Warning> warnings_about(const Place& place, core::Bytes set, long faults) {
  std::vector<Warning> warnings = place.warnings;
  const core::Bytes fresh = set - std::min(place.touched, set);
  const double share = fresh < kHugePage ? 1 : huge_page_share(fresh, faults);
  if (place.page == kHugePage && share < 0.9)
    warnings.push_back({'B', "only " + percent(share) + " of the memory is on 2 MiB pages"});
  return warnings;
}

core::Measurement measure_set(Session& session, Place& place, core::Bytes set, core::Seconds ceiling) {
  core::Measurement row = latency_row(set, place.page);
  if (session.stop) return without_number(std::move(row), core::Status::Skipped, "interrupted");
  const core::Seconds end = session.now() + ceiling;
  const Walk walk(std::countr_zero(static_cast<std::uint64_t>(set.value)) - std::countr_zero(sizeof(Line)));
  const long faults_before = page_faults();
  if (!link_in_time(session, place.lines, walk, end)) return without_time(std::move(row));
  const auto warnings = warnings_about(place, set, page_faults() - faults_before);
  place.touched = std::max(place.touched, set);

  std::uint64_t moment = 0;
  bool right = set > kMayBeCached || walk_on(session, place.lines, walk, moment, walk.lines());
  const core::Seconds left = std::max(end - session.now(), core::Seconds{});
  auto samples = take_samples(session, {std::min(kFloor, left), left}, [&] {
    const auto time = walk_on(session, place.lines, walk, moment, kSteps);
    right = right && time;
    return time.value_or(core::Seconds{}).value / static_cast<double>(kSteps);
  });
  if (!right)
    return without_number(std::move(row), core::Status::Failed, "wrong result: the memory is faulty");
  return with_samples(std::move(row), std::move(samples), warnings);
}

Rows measure_sets(Session& session, Place place, const std::vector<core::Bytes>& sets,
                  core::Seconds ceiling) {
  return measure_each(session, sets.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    return measure_set(session, place, sets[i], time);
  });
}

// In the arena, whose memory is touched already: in a guest that is the dear part.
Rows measure_in_arena(Session& session, const std::vector<core::Bytes>& sets, core::Seconds ceiling) {
  const Arena& arena = *session.arena;
  Rows rows = measure_sets(
      session, {reinterpret_cast<Line*>(arena.memory.data()), kHugePage, arena.memory.size(), arena.warnings},
      sets, ceiling);
  refill(arena, *session.team.value());
  return rows;
}

Rows measure_in_own_memory(Session& session, Pages pages, const std::vector<core::Bytes>& sets,
                           core::Seconds ceiling) {
  if (sets.empty()) return {};
  const auto memory = Mapping::make(sets.back(), pages);
  if (!memory) return {row_of_error(memory_row(core::kMemoryLatency), memory.error())};
  const core::Bytes page = pages == Pages::Huge ? kHugePage : base_page();
  return measure_sets(session, {reinterpret_cast<Line*>(memory->data()), page, {}, {}}, sets, ceiling);
}

// The sets of the ladder above `above`, up to `most`.
std::vector<core::Bytes> sets_between(core::Bytes above, core::Bytes most) {
  std::vector<core::Bytes> sets;
  for (core::Bytes set = kLeastSet; set <= std::min(most, kMostSet); set = set * kBetweenSets)
    if (set > above) sets.push_back(set);
  return sets;
}

void append(Rows& rows, Rows more) { std::move(more.begin(), more.end(), std::back_inserter(rows)); }

}  // namespace

Rows measure_latency(Session& session, core::Seconds ceiling) {
  if (!session.arena) return {row_of_error(memory_row(core::kMemoryLatency), session.arena.error())};
  if (session.arena->memory.size() < kSetForAnEstimate)
    return {without_number(memory_row(core::kMemoryLatency), core::Status::Unsupported,
                           "too little memory for it: free some and repeat")};
  return measure_in_arena(session, {kSetForAnEstimate}, ceiling);
}

Rows measure_latency_ladder(Session& session, core::Seconds ceiling) {
  if (!session.arena) return {row_of_error(memory_row(core::kMemoryLatency), session.arena.error())};
  const core::Seconds end = session.now() + ceiling;
  const core::Bytes arena = session.arena->memory.size();
  auto sets = sets_between({}, arena);
  std::erase(sets, kSetForAnEstimate);
  Rows rows = measure_in_arena(session, sets, ceiling * 0.3);
  const auto small = sets_between({}, room_left(session));
  append(rows, measure_in_own_memory(session, Pages::Small, small, (end - session.now()) * 0.6));
  append(rows, measure_in_own_memory(session, Pages::Huge, sets_between(arena, room_left(session)),
                                     end - session.now()));
  return rows;
}

}  // namespace probellm::bench
