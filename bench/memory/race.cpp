#include "bench/memory/race.h"

#include <algorithm>

#include "bench/statistics.h"

namespace probellm::bench {
namespace {

struct Runner {
  std::size_t variant = 0;
  std::vector<double> samples{};
};

// Those whose best sample is slower than the worst of the fastest need no more turns.
void leave_out_the_beaten(std::vector<Runner*>& running) {
  const auto is_faster = [](const Runner* one, const Runner* other) {
    return median_of(one->samples) < median_of(other->samples);
  };
  const Runner& fastest = **std::max_element(running.begin(), running.end(), is_faster);
  if (fastest.samples.size() < 2) return;
  const double worst = *std::min_element(fastest.samples.begin(), fastest.samples.end());
  std::erase_if(running, [=](const Runner* runner) {
    return *std::max_element(runner->samples.begin(), runner->samples.end()) < worst;
  });
}

}  // namespace

RaceResult race(std::size_t variants, core::Seconds time, const Clock& now, const std::atomic<bool>& stop,
                const std::function<double(std::size_t variant)>& sample) {
  std::vector<Runner> all(variants);
  std::vector<Runner*> running;
  for (std::size_t i = 0; i < variants; ++i) {
    all[i].variant = i;
    running.push_back(&all[i]);
  }
  const core::Seconds end = now() + time;
  bool is_over = false;
  while (!is_over) {
    for (std::size_t i = 0; i < running.size() && !is_over; ++i) {
      running[i]->samples.push_back(sample(running[i]->variant));
      is_over = stop || !(now() < end);
    }
    if (!is_over) leave_out_the_beaten(running);
  }
  RaceResult result;
  for (const Runner& runner : all)
    if (!runner.samples.empty()) result.places.push_back({runner.variant, median_of(runner.samples)});
  std::stable_sort(result.places.begin(), result.places.end(),
                   [](const auto& one, const auto& other) { return one.median > other.median; });
  return result;
}

}  // namespace probellm::bench
