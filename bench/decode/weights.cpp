#include "bench/decode/weights.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr auto kPageWords = static_cast<std::size_t>(kHugePage.value) / 8;
// Of the time, what memory of its own may take to be touched; where that doesn't suffice, the arena serves.
constexpr double kShareForOwn = 0.6;

void write_page(std::uint64_t* words, std::size_t first) {
  for (std::size_t i = first; i < first + kPageWords; ++i) {
    // One multiplication a word, so that writing costs no more than the memory does.
    const std::uint64_t random = (i + 1) * 0x9e3779b97f4a7c15U;
    words[i] = weight_word(random ^ random >> 29);
  }
}

// The threads touch pages in turns, so that weights lie on all nodes as an engine's do where it interleaves
// them. Returns whether all was written before `end`.
bool write_weights(Session& session, const Mapping& memory, core::Seconds end) {
  auto* words = reinterpret_cast<std::uint64_t*>(memory.data());
  const auto pages = static_cast<std::size_t>(memory.size().value / kHugePage.value);
  const int threads = session.team.value()->size();
  std::atomic<bool> all_written{true};
  session.team.value()->run(threads, [&](int worker) {
    for (auto page = static_cast<std::size_t>(worker); page < pages && all_written;
         page += static_cast<std::size_t>(threads)) {
      if (session.stop || monotonic_now() > end) all_written = false;
      if (all_written) write_page(words, page * kPageWords);
    }
  });
  return all_written;
}

bool has_one_node(const Session& session) { return session.machine.numa.nodes.size() < 2; }

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

core::Error too_late() {
  return {core::ErrorKind::Failed, "weights could not be written in time: give it more time"};
}

std::span<const std::byte> whole_pages(const Mapping& memory) {
  return {memory.data(), static_cast<std::size_t>(memory.size().value / kHugePage.value * kHugePage.value)};
}

}  // namespace

core::Result<std::span<const std::byte>> prepare_weights(Session& session, core::Seconds time) {
  if (!session.team) return session.team.error();
  if (!session.arena) return session.arena.error();
  if (!session.weights.empty()) return session.weights;
  const core::Seconds now = monotonic_now();
  take_memory(session);
  const auto& own = session.weights_memory;
  if (own && write_weights(session, *own, now + time * kShareForOwn))
    return session.weights = whole_pages(*own);
  session.weights_memory.reset();
  if (!write_weights(session, session.arena->memory, now + time)) return too_late();
  return session.weights = whole_pages(session.arena->memory);
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
