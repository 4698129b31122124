#include "bench/threads/ping_pong.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "bench/clock.h"
#include "bench/statistics.h"

namespace probellm::bench {
namespace {

constexpr int kRounds = 100;
constexpr std::size_t kBatches = 7;
constexpr core::Seconds kMostTime{0.015};
// About 20 µs: longer than any round trip of running threads, far shorter than a scheduler's time slice.
constexpr int kSpinsBeforeYield = 20'000;

// Where one pair plays. The first worker makes the ball odd, its partner even again, up to the end; each on a
// pair of lines of its own, which some CPUs fetch together.
struct Court {
  alignas(128) std::atomic<unsigned> ball{0};
  alignas(128) std::atomic<bool> is_over{false};
};

void give_way(int& spins) {
  if (++spins > kSpinsBeforeYield) sched_yield();
}

// Sleeps until the first stroke, so as not to slow the pairs before.
void return_balls(Court& court) {
  court.ball.wait(0);
  unsigned seen = court.ball.load(std::memory_order_acquire);
  for (int spins = 0; !court.is_over.load(std::memory_order_relaxed);
       seen = court.ball.load(std::memory_order_acquire)) {
    if (seen % 2 == 0) {
      give_way(spins);
      continue;
    }
    court.ball.store(seen + 1, std::memory_order_release);
    spins = 0;
  }
}

// Whether the ball came back before the deadline.
bool stroke(Court& court, unsigned next, core::Seconds deadline) {
  court.ball.store(next, std::memory_order_release);
  if (next == 1) court.ball.notify_one();
  for (int spins = 0; court.ball.load(std::memory_order_acquire) == next;) {
    give_way(spins);
    if (spins > kSpinsBeforeYield && monotonic_now() > deadline) return false;
  }
  return true;
}

std::optional<core::Seconds> serve_balls(Court& court, core::Seconds deadline) {
  std::vector<double> trips;
  unsigned next = 1;
  bool came_back = stroke(court, next, deadline);
  while (came_back && trips.size() < kBatches && monotonic_now() < deadline) {
    const core::Seconds start = monotonic_now();
    for (int round = 0; came_back && round < kRounds; ++round) came_back = stroke(court, next += 2, deadline);
    if (came_back) trips.push_back((monotonic_now() - start).value / kRounds);
  }
  court.is_over = true;
  if (trips.empty()) return std::nullopt;
  return core::Seconds{median_of(std::move(trips))};
}

}  // namespace

std::vector<core::CpuPair> play_ping_pong(ThreadTeam& team, std::size_t most_pairs) {
  const auto others = static_cast<std::size_t>(team.size()) - 1;
  std::vector<Court> courts(std::min(others, most_pairs));
  // The last pair has the last worker, so that the far end is among them.
  const auto partner_of = [&](std::size_t court) { return others * (court + 1) / courts.size(); };
  std::vector<core::CpuPair> pairs;
  const core::Seconds deadline = monotonic_now() + kMostTime;
  team.run(team.size(), [&](int worker) {
    for (std::size_t i = 0; i < courts.size(); ++i) {
      const std::size_t partner = partner_of(i);
      if (partner == static_cast<std::size_t>(worker)) return_balls(courts[i]);
      if (worker != 0) continue;
      const auto trip = serve_balls(courts[i], deadline);
      if (trip) pairs.push_back({team.cpus()[0], team.cpus()[partner], *trip});
    }
  });
  return pairs;
}

}  // namespace probellm::bench
