#include "bench/memory/arena.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bench/clock.h"
#include "bench/memory/fill.h"

namespace probellm::bench {
namespace {

// An odd multiple of a few KiB, in words: arrays a power of two apart cost a third of a triad.
constexpr std::size_t kSkewWords = 9 * 1024 / 8;
// Arrays grow by a huge page each at a time, so that what was filled in time is a prefix of all three.
constexpr auto kChunkWords = static_cast<std::size_t>(kHugePage.value) / 8;
// Arrays end on 64 KiB, so that the skew alone decides their distance.
constexpr std::size_t kGranuleWords = 64 * 1024 / 8;

std::uint64_t seed_of(int part, int array) {
  return (static_cast<std::uint64_t>(part) * 3 + array + 1) << 40;
}

// Fills until `deadline`; returns the words filled in each array.
std::size_t fill_part(const Arrays& arrays, int part, core::Seconds deadline, const std::atomic<bool>& stop) {
  std::size_t done = 0;
  while (done < arrays.words && (done == 0 || (!stop && monotonic_now() < deadline))) {
    const std::size_t end = std::min(done + kChunkWords, arrays.words);
    fill(arrays.a, seed_of(part, 0), done, end);
    fill(arrays.b, seed_of(part, 1), done, end);
    fill(arrays.c, seed_of(part, 2), done, end);
    done = end;
  }
  return done;
}

std::uint64_t generated_sum(int part, std::size_t words) {
  std::uint64_t sum = 0;
  for (int array = 0; array < 3; ++array)
    for (std::size_t i = 0; i < words; ++i) sum += generated_word(seed_of(part, array), i);
  return sum;
}

void warn_of_small_pages(Arena& arena) {
  if (arena.memory.pages() == Pages::Small || !has_huge_pages() || arena.huge_page_share >= 0.9) return;
  const std::string& refusal = arena.memory.huge_page_refusal();
  const std::string why =
      refusal.empty() ? "memory is fragmented or transparent huge pages are off" : refusal;
  arena.warnings.push_back({'B', "only " + percent(arena.huge_page_share) +
                                     " of the memory is on 2 MiB pages (" + why +
                                     "): try transparent_hugepage=madvise or a fresh boot"});
}

}  // namespace

std::string pages_in_words(const Arena& arena) {
  if (!has_huge_pages()) return std::to_string(base_page().value / core::kKiB) + " KiB pages";
  return percent(arena.huge_page_share) + " on 2 MiB pages";
}

Arrays lay_out(const Mapping& memory, int part, int parts) {
  const auto part_words = static_cast<std::size_t>(memory.size().value) / 8 / static_cast<std::size_t>(parts);
  const std::size_t words = (part_words - 2 * kSkewWords) / 3 / kGranuleWords * kGranuleWords;
  auto* start = reinterpret_cast<std::uint64_t*>(memory.data()) + part_words * static_cast<std::size_t>(part);
  return {start, start + words + kSkewWords, start + 2 * (words + kSkewWords), words};
}

void refill(const Arena& arena, ThreadTeam& team) {
  team.run(static_cast<int>(arena.parts.size()), [&](int i) {
    const Arrays& arrays = arena.parts[static_cast<std::size_t>(i)].arrays;
    fill(arrays.a, seed_of(i, 0), 0, arrays.words);
    fill(arrays.b, seed_of(i, 1), 0, arrays.words);
    fill(arrays.c, seed_of(i, 2), 0, arrays.words);
  });
}

core::Result<Arena> make_arena(const ArenaPlan& plan, ThreadTeam& team, core::Seconds time,
                               const std::atomic<bool>& stop) {
  auto memory = Mapping::make(plan.total, plan.pages);
  if (!memory) return memory.error();
  Arena arena{std::move(memory.value()), std::vector<ArenaPart>(static_cast<std::size_t>(plan.parts)), 0,
              plan.warnings};
  for (int i = 0; i < plan.parts; ++i)
    arena.parts[static_cast<std::size_t>(i)].arrays = lay_out(arena.memory, i, plan.parts);

  const std::size_t planned = arena.parts.front().arrays.words;
  std::vector<std::size_t> filled(arena.parts.size());
  const core::Seconds deadline = monotonic_now() + time;
  const long faults_before = page_faults();
  team.run(plan.parts, [&](int i) {
    const auto part = static_cast<std::size_t>(i);
    filled[part] = fill_part(arena.parts[part].arrays, i, deadline, stop);
  });
  const long faults = page_faults() - faults_before;
  const std::size_t words = *std::min_element(filled.begin(), filled.end());
  team.run(plan.parts, [&](int i) {
    ArenaPart& part = arena.parts[static_cast<std::size_t>(i)];
    part.arrays.words = words;
    part.expected_sum = generated_sum(i, words);
  });
  const core::Bytes array_touched{static_cast<std::int64_t>(words * 8) * plan.parts};
  std::size_t touched = 0;
  for (const std::size_t part : filled) touched += 3 * 8 * part;
  arena.huge_page_share = huge_page_share({static_cast<std::int64_t>(touched)}, faults);
  warn_of_small_pages(arena);
  if (auto warning = warning_about_arrays(plan, array_touched, "give it more time");
      words < planned && warning)
    arena.warnings.push_back(std::move(*warning));
  return arena;
}

}  // namespace probellm::bench
