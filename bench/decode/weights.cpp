#include "bench/decode/weights.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr auto kPageWords = static_cast<std::size_t>(kHugePage.value) / 8;
// Of the time, what writing may take; and what is written in any case: at least twice the caches.
constexpr double kShareToWrite = 0.6;
constexpr std::int64_t kTimesCaches = 2;
constexpr core::Bytes kLeast{384 * core::kMiB};
constexpr core::Bytes kLeastOfQuick{64 * core::kMiB};
// What is mapped at most, in multiples of that, unless the run is a full one, and written in any case.
constexpr std::int64_t kMost = 4;
constexpr std::int64_t kWritten = 2;

core::Bytes least_of(const Session& session) {
  if (session.plan.depth == Depth::Quick) return kLeastOfQuick;
  return std::max(kLeast, last_level_caches(session.machine) * kTimesCaches);
}

// What was written of the memory before `end`, and of it at least `least` however long that takes. The
// threads touch pages in turns, so that weights lie on all nodes as an engine's do where it interleaves them.
std::span<const std::byte> write_memory(Session& session, const Mapping& memory, core::Bytes least,
                                        core::Seconds end) {
  auto* words = reinterpret_cast<std::uint64_t*>(memory.data());
  const auto pages = static_cast<std::size_t>(memory.size().value / kHugePage.value);
  const auto pages_at_least = static_cast<std::size_t>(least.value / kHugePage.value);
  std::atomic<std::size_t> next{0};
  session.team.value()->run(session.team.value()->size(), [&](int) {
    // Each page that is taken is written, so what was taken is whole.
    while (!session.stop && (next < pages_at_least || monotonic_now() < end)) {
      const std::size_t page = next++;
      if (page >= pages) return;
      fill_weights(words, page * kPageWords, (page + 1) * kPageWords);
    }
  });
  return {memory.data(), std::min(next.load(), pages) * static_cast<std::size_t>(kHugePage.value)};
}

// Weights in the later half of what is written on small pages, if that is enough: the kernel deals out what
// lies scattered between other memory first, and most of an engine's weights, which are many, lie together.
std::span<const std::byte> write_weights(Session& session, const Mapping& memory, core::Seconds end) {
  const core::Bytes least = least_of(session);
  if (memory.pages() == Pages::Huge) return write_memory(session, memory, least, end);
  const auto written = write_memory(session, memory, least * kWritten, end);
  return written.last(
      std::min(written.size(), std::max(written.size() / kWritten, static_cast<std::size_t>(least.value))));
}

// Memory of its own for the weights, on the pages that engines have: they ask for no huge ones. What reading
// small pages has left serves, unless it lies on the nodes of its threads. Where the room beside the arena is
// too small, the arena's. A quick run takes the arena, whose pages have been touched.
core::Result<const Mapping*> memory_for_weights(Session& session) {
  const Mapping& arena = session.arena->memory;
  if (session.plan.depth == Depth::Quick) return &arena;
  std::optional<Mapping>& own = session.weights_memory;
  if (own && has_one_node(session)) return &*own;
  own.reset();
  const core::Bytes least = least_of(session);
  if (room_left(session) < least) give_up_arena(session);
  const core::Bytes room = room_left(session);
  if (room < kHugePage) return too_little_room();
  const bool is_full = session.plan.depth == Depth::Full;
  auto made = Mapping::make(is_full ? room : std::min(room, least * kMost), Pages::Small);
  if (!made) return made.error();
  own = std::move(made.value());
  return &*own;
}

}  // namespace

void fill_weights(std::uint64_t* words, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    // One multiplication a word, so that writing costs no more than the memory does.
    const std::uint64_t random = (i + 1) * 0x9e3779b97f4a7c15U;
    words[i] = weight_word(random ^ random >> 29);
  }
}

core::Result<std::span<const std::byte>> prepare_weights(Session& session, core::Seconds time) {
  if (!session.team) return session.team.error();
  if (!session.arena) return session.arena.error();
  if (!session.weights.empty()) return session.weights;
  const core::Seconds end = monotonic_now() + time * kShareToWrite;
  const auto memory = memory_for_weights(session);
  if (!memory) return memory.error();
  session.weights = write_weights(session, **memory, end);
  if (session.weights.empty()) return core::Error{core::ErrorKind::NotFound, "interrupted"};
  return session.weights;
}

const std::byte* next_place(WeightPlaces& places, std::size_t bytes) {
  // Multiples of the golden section, modulo 1, lie as far from each other as can be.
  const std::uint64_t fraction = ++places.dealt * 0x9e3779b97f4a7c15U;
  const std::size_t lines = (places.memory.size() - bytes) / 64 + 1;
  return places.memory.data() + static_cast<std::size_t>(static_cast<double>(fraction >> 11) * 0x1p-53 *
                                                         static_cast<double>(lines)) *
                                    64;
}

}  // namespace probellm::bench
