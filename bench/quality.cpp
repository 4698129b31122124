#include "bench/quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "bench/statistics.h"

namespace probellm::bench {
namespace {

struct GradeLimit {
  double spread;
  char grade;
};
constexpr std::array kGradeLimits = {GradeLimit{0.02, 'A'}, GradeLimit{0.05, 'B'}, GradeLimit{0.10, 'C'},
                                     GradeLimit{0.20, 'D'}};

char grade_of(double spread) {
  for (const GradeLimit& limit : kGradeLimits)
    if (spread <= limit.spread) return limit.grade;
  return 'F';
}

}  // namespace

std::string percent(double fraction) { return std::to_string(std::lround(100 * fraction)) + " %"; }

core::Quality judge(double spread, std::size_t samples, const std::vector<Warning>& warnings) {
  core::Quality quality{grade_of(spread), {}};
  if (quality.grade != 'A') quality.reasons.push_back("noisy: other load? repeat on a quiet machine");
  if (samples < kSamplesForInterval)
    quality.reasons.push_back("only " + std::to_string(samples) + (samples == 1 ? " sample" : " samples") +
                              ": give it more time");
  // Of one alone nobody knows how far the next would lie.
  if (samples < kSamplesForInterval) quality.grade = std::max(quality.grade, samples == 1 ? 'F' : 'C');
  for (const Warning& warning : warnings) {
    quality.grade = std::max(quality.grade, warning.best_grade);
    quality.reasons.push_back(warning.text);
  }
  return quality;
}

core::Measurement with_samples(core::Measurement row, Samples samples, const std::vector<Warning>& warnings) {
  if (samples.values.empty()) return without_number(std::move(row), core::Status::Skipped, "interrupted");
  samples.warnings.insert(samples.warnings.end(), warnings.begin(), warnings.end());
  row.median = median_of(samples.values);
  row.spread = spread_of(samples.values);
  row.quality = judge(row.spread, samples.values.size(), samples.warnings);
  row.samples = std::move(samples.values);
  row.discarded = samples.discarded;
  row.state = std::move(samples.state);
  row.status = core::Status::Ok;
  return row;
}

void compare_states(std::vector<core::Measurement>& rows) {
  std::set<std::string> states;
  for (const core::Measurement& row : rows)
    if (!row.state.empty()) states.insert(row.state);
  if (states.size() < 2) return;
  std::string names;
  for (const std::string& state : states) names += (names.empty() ? "" : ", ") + state;
  for (core::Measurement& row : rows) {
    if (row.state.empty() || row.status != core::Status::Ok) continue;
    row.quality.grade = std::max(row.quality.grade, 'C');
    row.quality.reasons.push_back("the CPUs moved during the run (" + names +
                                  "): repeat before comparing rows");
  }
}

core::Measurement without_number(core::Measurement row, core::Status status, std::string reason) {
  row.samples.clear();
  row.median = row.spread = 0;
  row.status = status;
  row.quality = {'F', {reason}};
  row.reason = std::move(reason);
  return row;
}

}  // namespace probellm::bench
