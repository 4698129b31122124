#include "bench/decode/weights.h"

#include <atomic>

namespace probellm::bench {
namespace {

// Between two looks at the clock.
constexpr std::size_t kWordsAtOnce = std::size_t{1} << 18;

// Returns whether all was written before `end`.
bool write_part(const Session& session, std::uint64_t* words, std::size_t begin, std::size_t count,
                core::Seconds end) {
  for (std::size_t i = begin; i < begin + count; ++i) {
    if ((i - begin) % kWordsAtOnce == 0 && (session.stop || monotonic_now() > end)) return false;
    // One multiplication a word, so that writing costs no more than the memory does.
    const std::uint64_t random = (i + 1) * 0x9e3779b97f4a7c15U;
    words[i] = weight_word(random ^ random >> 29);
  }
  return true;
}

}  // namespace

core::Result<std::span<const std::byte>> prepare_weights(Session& session, core::Seconds time) {
  if (!session.team) return session.team.error();
  if (!session.arena) return session.arena.error();
  if (!session.weights.empty()) return session.weights;
  const Mapping& memory = session.arena->memory;
  auto* words = reinterpret_cast<std::uint64_t*>(memory.data());
  const std::size_t parts = session.arena->parts.size();
  const std::size_t each = static_cast<std::size_t>(memory.size().value) / 8 / parts;
  const core::Seconds end = monotonic_now() + time;
  std::atomic<bool> all_written{true};
  session.team.value()->run(static_cast<int>(parts), [&](int worker) {
    if (!write_part(session, words, static_cast<std::size_t>(worker) * each, each, end)) all_written = false;
  });
  if (!all_written)
    return core::Error{core::ErrorKind::Failed, "weights could not be written in time: give it more time"};
  session.weights = {memory.data(), parts * each * 8};
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
