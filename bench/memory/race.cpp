#include "bench/memory/race.h"

#include <algorithm>

#include "bench/statistics.h"

namespace probellm::bench {

RaceResult race(std::size_t variants, core::Seconds time, const Clock& now, const std::atomic<bool>& stop,
                const std::function<double(std::size_t variant)>& sample) {
  std::vector<std::vector<double>> samples(variants);
  const core::Seconds end = now() + time;
  for (std::size_t turn = 0; turn == 0 || (now() < end && !stop); ++turn)
    samples[turn % variants].push_back(sample(turn % variants));
  RaceResult result;
  for (std::size_t i = 0; i < variants; ++i)
    if (!samples[i].empty()) result.places.push_back({i, median_of(samples[i])});
  std::stable_sort(result.places.begin(), result.places.end(),
                   [](const auto& one, const auto& other) { return one.median > other.median; });
  return result;
}

}  // namespace probellm::bench
