#include "bench/memory/chase.h"

namespace probellm::bench {
namespace {

// Knuth's MMIX generator. Its factor is 1 modulo 4 and its summand odd, so its period is full modulo any
// power of two (Hull and Dobell).
constexpr std::uint64_t kFactor = 6364136223846793005U;
constexpr std::uint64_t kSummand = 1442695040888963407U;

}  // namespace

// The low bits of such a generator are regular, so the high ones are added to them; with a shift by half of
// the bits or more this is its own inverse.
std::uint64_t Walk::mixed(std::uint64_t state) const {
  const std::uint64_t kept = state & (lines() - 1);
  return kept ^ (kept >> ((bits_ + 1) / 2));
}

std::size_t Walk::after(std::size_t line) const { return mixed(mixed(line) * kFactor + kSummand); }

// Doubling: the generator applied 2^n times is a generator too.
std::size_t Walk::line_at(std::uint64_t moment) const {
  std::uint64_t state = 0, factor = kFactor, summand = kSummand;
  for (; moment > 0; moment /= 2) {
    if (moment % 2 == 1) state = state * factor + summand;
    summand *= factor + 1;
    factor *= factor;
  }
  return mixed(state);
}

void link(Line* lines, const Walk& walk, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) lines[i].next = lines + walk.after(i);
}

const Line* chase(const Line* line, std::size_t steps) {
  for (std::size_t i = 0; i < steps; ++i) line = line->next;
  return line;
}

}  // namespace probellm::bench
