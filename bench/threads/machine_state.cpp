#include "bench/threads/machine_state.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "bench/statistics.h"
#include "bench/threads/cpu_time.h"
#include "bench/threads/ping_pong.h"
#include "bench/threads/spin_barrier.h"

namespace probellm::bench {
namespace {

constexpr std::size_t kMostPairs = 16;
// Round trips in nviennot/core-to-core-latency (twice what it prints): behind one last-level cache 32 to 54
// ns on AMD, up to 106 on Intel's and Arm's meshes; 168 and more between AMD's groups, 216 and more between
// sockets. Guests, whose cores others share, showed 60 to 145 in one group and 320 to 500 between two.
constexpr core::Seconds kFarRoundTrip{160e-9};
// Two threads on one core did 0.98 to 1.07 times the work of one, on two cores 1.72 to 2.41.
constexpr double kOneCoreSpeedup = 1.4;
// Looks in one state differed by up to 1.5 in the round trip and 1.4 in the speedup, those of two states by 3
// and 1.6 and more.
constexpr double kOtherRoundTrip = 2;
constexpr double kOtherSpeedup = 1.5;

// About 0.05 ms each at 3 GHz; an odd number of batches, of which the median survives an interrupt.
constexpr int kBatches = 5;
constexpr int kMultiplySteps = 20'000;
constexpr int kAdditions = 160'000;
constexpr int kAdditionsInStep = 20;

// Hides a value from the compiler, so that it can't fold a chain.
inline void keep(std::uint64_t& value) { asm volatile("" : "+r"(value)); }

// Eight independent chains of multiplications: no CPU has so many multipliers that one thread doesn't fill
// them, so two threads on one core get half of them each.
void multiply() {
  std::array<std::uint64_t, 8> chains{1, 3, 5, 7, 9, 11, 13, 15};
  for (int step = 0; step < kMultiplySteps; ++step)
    for (std::uint64_t& chain : chains) {
      chain *= 0x9e3779b97f4a7c15U;
      keep(chain);
    }
}

// Each addition waits for the last, and the addend is a register: some CPUs do away with constants. Twenty a
// jump, as a shared core may jump only every other cycle.
void add() {
  std::uint64_t sum = 0, addend = 3;
  keep(addend);
  for (int i = 0; i < kAdditions; i += kAdditionsInStep) {
#pragma GCC unroll 20
    for (int in_step = 0; in_step < kAdditionsInStep; ++in_step) {
      sum += addend;
      keep(sum);
    }
  }
}

// In CPU time, so that another process on this CPU doesn't look like another thread on this core.
double median_cpu_seconds(void (*work)()) {
  std::vector<double> seconds;
  for (int batch = 0; batch < kBatches; ++batch) {
    const core::Seconds before = thread_cpu_time();
    work();
    seconds.push_back((thread_cpu_time() - before).value);
  }
  return median_of(std::move(seconds));
}

void measure_speed(ThreadTeam& team, core::MachineState& state) {
  double alone = 0;
  team.run(1, [&](int) { alone = median_cpu_seconds(&multiply); });
  const auto workers = static_cast<std::size_t>(team.size());
  std::vector<double> together(workers), clocks(workers);
  SpinBarrier barrier(team.size());
  team.run(team.size(), [&](int worker) {
    const auto self = static_cast<std::size_t>(worker);
    barrier.wait();
    together[self] = median_cpu_seconds(&multiply);
    clocks[self] = kAdditions / median_cpu_seconds(&add);
  });
  for (const double seconds : together) state.parallel_speedup += alone / seconds;
  state.clock_hz = median_of(std::move(clocks));
}

bool differ(double a, double b, double factor) { return a > b * factor || b > a * factor; }

}  // namespace

core::MachineState look_at_state(ThreadTeam& team) {
  core::MachineState state;
  state.pairs = play_ping_pong(team, kMostPairs);
  measure_speed(team, state);
  state.name = state_name(team.size(), state.parallel_speedup, state.pairs);
  return state;
}

std::string state_name(int threads, double parallel_speedup, const std::vector<core::CpuPair>& pairs) {
  if (threads < 2) return "one thread";
  if (parallel_speedup < kOneCoreSpeedup) return "one core";
  if (pairs.empty()) return "";
  const auto far = [](const core::CpuPair& pair) { return pair.round_trip > kFarRoundTrip; };
  return std::any_of(pairs.begin(), pairs.end(), far) ? "different cache groups" : "one cache group";
}

bool is_other_state(const core::MachineState& before, const core::MachineState& after) {
  if (differ(before.parallel_speedup, after.parallel_speedup, kOtherSpeedup)) return true;
  for (const core::CpuPair& was : before.pairs)
    for (const core::CpuPair& is : after.pairs)
      if (was.first == is.first && was.second == is.second &&
          differ(was.round_trip.value, is.round_trip.value, kOtherRoundTrip))
        return true;
  return false;
}

}  // namespace probellm::bench
