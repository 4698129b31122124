#include "bench/statistics.h"

#include <algorithm>
#include <cmath>

namespace probellm::bench {
namespace {

// Two standard deviations of a binomial with p = 1/2 hold 95 %: half of it is 0.98 sqrt(n).
constexpr double kHalfWidthInRoots = 0.98;

}  // namespace

double median_of(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const std::size_t half = samples.size() / 2;
  return samples.size() % 2 == 1 ? samples[half] : (samples[half - 1] + samples[half]) / 2;
}

double spread_of(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const auto n = static_cast<double>(samples.size());
  const double rank = std::floor(n / 2 - kHalfWidthInRoots * std::sqrt(n));
  const auto low = static_cast<std::size_t>(std::max(rank, 0.0));
  const std::size_t high = samples.size() - 1 - low;
  const double median = median_of(samples);
  return median > 0 ? (samples[high] - samples[low]) / 2 / median : 0;
}

}  // namespace probellm::bench
