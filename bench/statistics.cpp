#include "bench/statistics.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace probellm::bench {
namespace {

// Two standard deviations of a binomial with p = 1/2 hold 95 %: half of it is 0.98 sqrt(n).
constexpr double kHalfWidthInRoots = 0.98;
// Memory's speed drifts: samples 50 apart still resemble each other, medians of 0.25 s vary as much as those
// of 2 s, and more samples don't narrow that, so the blocks' deviation isn't divided by their number's root.
// In 130 s of reads and triads in a guest this held the median of 10 s in 93 to 99 % of rows of 0.4 s and
// more with all threads, in 75 to 92 % with one; the interval of independent samples in 36 to 73 % and 21 to
// 37 %.
constexpr std::size_t kBlocks = 8;
constexpr double kDeviations = 2;

std::vector<double> block_medians(const std::vector<double>& samples) {
  const std::size_t blocks = std::min(kBlocks, samples.size());
  const auto at = [&](std::size_t block) {
    return std::next(samples.begin(), static_cast<std::ptrdiff_t>(samples.size() * block / blocks));
  };
  std::vector<double> medians;
  for (std::size_t block = 0; block < blocks; ++block)
    medians.push_back(median_of({at(block), at(block + 1)}));
  return medians;
}

double deviation_of(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

double median_of(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const std::size_t half = samples.size() / 2;
  return samples.size() % 2 == 1 ? samples[half] : (samples[half - 1] + samples[half]) / 2;
}

double spread_if_independent(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const auto n = static_cast<double>(samples.size());
  const double rank = std::floor(n / 2 - kHalfWidthInRoots * std::sqrt(n));
  const auto low = static_cast<std::size_t>(std::max(rank, 0.0));
  const std::size_t high = samples.size() - 1 - low;
  const double median = median_of(samples);
  return median > 0 ? (samples[high] - samples[low]) / 2 / median : 0;
}

double spread_of(const std::vector<double>& samples) {
  const double median = median_of(samples);
  if (!(median > 0)) return 0;
  const double drift = kDeviations * deviation_of(block_medians(samples)) / median;
  return std::min(1.0, std::max(drift, spread_if_independent(samples)));
}

}  // namespace probellm::bench
