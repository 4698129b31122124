#include "bench/memory/latency_rows.h"

#include <algorithm>
#include <bit>
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
constexpr std::size_t kLinesBetweenLooks = std::size_t{1} << 16;

core::Bytes most_for_sets(const Session& session) { return std::min(kMostSet, room_left(session)); }

// The sets of the ladder, rising, but for the one that every run measures.
std::vector<core::Bytes> ladder_of(const Session& session, Pages pages) {
  std::vector<core::Bytes> sets;
  for (core::Bytes set = kLeastSet; set <= most_for_sets(session); set = set * kBetweenSets)
    if (pages == Pages::Small || set != kSetForAnEstimate) sets.push_back(set);
  return sets;
}

core::Measurement latency_row(const Mapping& memory, core::Bytes set) {
  core::Measurement row = memory_row(core::kMemoryLatency);
  row.unit = core::Unit::Time;
  row.threads = 1;
  row.variant = "pointer chase, mean of " + std::to_string(kSteps);
  row.at["working_set_bytes"] = static_cast<double>(set.value);
  row.at["page_bytes"] = static_cast<double>((memory.pages() == Pages::Huge ? kHugePage : base_page()).value);
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

std::vector<Warning> warnings_about(const Mapping& memory, core::Bytes fresh, long faults) {
  if (memory.pages() == Pages::Small || fresh < kHugePage) return {};
  const double share = huge_page_share(fresh, faults);
  if (share >= 0.9) return {};
  return {{'B', "only " + percent(share) + " of the memory is on 2 MiB pages"}};
}

// `touched` bytes of the memory were in use before.
core::Measurement measure_set(Session& session, const Mapping& memory, core::Bytes set, core::Bytes touched,
                              core::Seconds ceiling) {
  core::Measurement row = latency_row(memory, set);
  if (session.stop) return without_number(std::move(row), core::Status::Skipped, "interrupted");
  const core::Seconds end = session.now() + ceiling;
  auto* lines = reinterpret_cast<Line*>(memory.data());
  const Walk walk(std::countr_zero(static_cast<std::uint64_t>(set.value)) - std::countr_zero(sizeof(Line)));
  const long faults_before = page_faults();
  if (!link_in_time(session, lines, walk, end)) return without_time(std::move(row));
  const auto warnings = warnings_about(memory, set - touched, page_faults() - faults_before);

  std::uint64_t moment = 0;
  bool right = true;
  if (set <= kMayBeCached) right = walk_on(session, lines, walk, moment, walk.lines()).has_value();
  const core::Seconds left = std::max(end - session.now(), core::Seconds{});
  auto samples = take_samples(session, {std::min(core::Seconds{0.1}, left), left}, [&] {
    const auto time = walk_on(session, lines, walk, moment, kSteps);
    right = right && time;
    return time.value_or(core::Seconds{}).value / static_cast<double>(kSteps);
  });
  if (!right)
    return without_number(std::move(row), core::Status::Failed, "wrong result: the memory is faulty");
  return with_samples(std::move(row), std::move(samples), warnings);
}

Rows measure_sets(Session& session, const std::vector<core::Bytes>& sets, Pages pages,
                  core::Seconds ceiling) {
  const core::Measurement row = memory_row(core::kMemoryLatency);
  if (!session.team) return {row_of_error(row, session.team.error())};
  if (sets.empty())
    return {without_number(row, core::Status::Unsupported,
                           "too little memory is left for it: free some and repeat")};
  const auto memory = Mapping::make(sets.back(), pages);
  if (!memory) return {row_of_error(row, memory.error())};
  return measure_each(session, sets.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    return measure_set(session, *memory, sets[i], i == 0 ? core::Bytes{} : sets[i - 1], time);
  });
}

}  // namespace

Rows measure_latency(Session& session, core::Seconds ceiling) {
  std::vector<core::Bytes> sets;
  if (most_for_sets(session) >= kSetForAnEstimate) sets.push_back(kSetForAnEstimate);
  return measure_sets(session, sets, Pages::Huge, ceiling);
}

Rows measure_latency_ladder(Session& session, core::Seconds ceiling) {
  Rows rows = measure_sets(session, ladder_of(session, Pages::Huge), Pages::Huge, ceiling * 0.5);
  for (core::Measurement& row :
       measure_sets(session, ladder_of(session, Pages::Small), Pages::Small, ceiling * 0.5))
    rows.push_back(std::move(row));
  return rows;
}

}  // namespace probellm::bench
