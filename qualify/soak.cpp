#include "qualify/soak.h"

#include <algorithm>
#include <string>

#include "core/median.h"

namespace probellm::qualify {
namespace {

using core::Fact;

/// Rounds that a drift can be told from.
constexpr std::size_t kLeastRounds = 3;

/// The first third's median against the last's, give or take the range of both thirds.
Fact<core::Interval> drift_of(const std::vector<double>& medians) {
  if (medians.size() < kLeastRounds)
    return Fact<core::Interval>::absent("only " + std::to_string(medians.size()) + " rounds were measured",
                                        "soak for longer");
  const auto third = static_cast<std::ptrdiff_t>(medians.size() / 3);
  const std::vector<double> first(medians.begin(), medians.begin() + third);
  const std::vector<double> last(medians.end() - third, medians.end());
  const double start = core::upper_median_of(first);
  const auto slower = [&](double from, double to) { return std::max(0.0, 100 * (1 - to / from)); };
  const auto [first_least, first_most] = std::minmax_element(first.begin(), first.end());
  const auto [last_least, last_most] = std::minmax_element(last.begin(), last.end());
  return Fact<core::Interval>::known(
      {slower(*first_least, *last_most), slower(start, core::upper_median_of(last)),
       slower(*first_most, *last_least)},
      "memory.read, " + std::to_string(medians.size()) + " rounds");
}

Fact<double> grown(const Fact<double>& before, const Fact<double>& after) {
  if (!after) return Fact<double>::absent(after.reason(), after.remedy());
  return Fact<double>::known(before ? std::max(0.0, *after - *before) : *after, after.source());
}

Fact<double> sum_of(const Fact<std::vector<core::MemoryErrors>>& errors,
                    std::int64_t core::MemoryErrors::*count) {
  if (!errors) return Fact<double>::absent(errors.reason(), errors.remedy());
  double sum = 0;
  for (const core::MemoryErrors& each : *errors) sum += static_cast<double>(each.*count);
  return Fact<double>::known(sum, errors.source());
}

}  // namespace

core::Soak soak_of(double seconds, const std::vector<core::Measurement>& rounds, const Counters& before,
                   const Counters& after) {
  core::Soak soak;
  soak.duration_seconds = seconds;
  for (const core::Measurement& round : rounds)
    if (round.status == core::Status::Ok) soak.read_bytes_per_second.push_back(round.median);
  soak.drift_percent = drift_of(soak.read_bytes_per_second);
  soak.throttle_events = grown(before.activity.throttle_events, after.activity.throttle_events);
  soak.corrected_errors = grown(sum_of(before.errors, &core::MemoryErrors::corrected),
                                sum_of(after.errors, &core::MemoryErrors::corrected));
  soak.uncorrected_errors = grown(sum_of(before.errors, &core::MemoryErrors::uncorrected),
                                  sum_of(after.errors, &core::MemoryErrors::uncorrected));
  return soak;
}

}  // namespace probellm::qualify
