#include "bench/decode/weights.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr auto kPageWords = static_cast<std::size_t>(kHugePage.value) / 8;
// Of the time, what writing may take; and the part of the arena's size that is written in any case: the
// arena's arrays are four times the caches each.
constexpr double kShareToWrite = 0.6;
constexpr std::int64_t kDivisorOfArena = 2;

// What was written of the memory before `end`, and of it at least `least` however long that takes. The
// threads touch pages in turns, so that weights lie on all nodes as an engine's do where it interleaves them.
std::span<const std::byte> write_weights(Session& session, const Mapping& memory, core::Bytes least,
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

// Memory of its own for the weights, on the pages that engines have: they ask for no huge ones. What reading
// small pages has left serves, unless it lies on the nodes of its threads. None where there is too little
// room.
void take_memory(Session& session) {
  if (session.weights_memory && has_one_node(session)) return;
  session.weights_memory.reset();
  const core::Bytes arena = session.arena->memory.size(), room = room_left(session);
  const core::Bytes size = session.plan.depth == Depth::Full ? room : std::min(room, arena);
  if (size + size < arena) return;
  if (auto own = Mapping::make(size, Pages::Small)) session.weights_memory = std::move(own.value());
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
  take_memory(session);
  const Mapping& arena = session.arena->memory;
  const Mapping& memory = session.weights_memory ? *session.weights_memory : arena;
  session.weights = write_weights(session, memory, {arena.size().value / kDivisorOfArena}, end);
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
