#include "bench/sampling.h"

#include "bench/statistics.h"

namespace probellm::bench {
namespace {

// The spread is looked at when the samples have grown by this much, so that sorting stays cheap for short
// samples.
constexpr double kGrowth = 1.1;

bool is_known(const std::vector<double>& samples, double spread) {
  return samples.size() >= kSamplesForInterval && spread_of(samples) <= spread;
}

}  // namespace

std::vector<double> take_values(const StoppingRule& rule, const Clock& now, const std::atomic<bool>& stop,
                                const std::function<double()>& sample) {
  std::vector<double> samples;
  double next_look = kSamplesForInterval;
  const core::Seconds start = now();
  while (!stop) {
    samples.push_back(sample());
    const core::Seconds spent = now() - start;
    if (spent >= rule.ceiling) break;
    if (spent < rule.floor || static_cast<double>(samples.size()) < next_look) continue;
    if (is_known(samples, rule.spread)) break;
    next_look = static_cast<double>(samples.size()) * kGrowth;
  }
  return samples;
}

Samples take_samples(Session& session, const StoppingRule& rule, const std::function<double()>& sample) {
  return {take_values(rule, session.now, session.stop, sample)};
}

}  // namespace probellm::bench
