#include "bench/series.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>

#include "bench/threads/machine_state.h"

namespace probellm::bench {
namespace {

// Looks at a steady clock differ by less, but for one in a hundred.
constexpr double kSteadyClock = 1.1;

void append(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::size_t size_of(const Stretch& stretch) { return stretch.clean.size() + stretch.disturbed.size(); }

Stretch& stretch_in(Series& series, const core::MachineState& state) {
  const auto same = [&](const Stretch& stretch) { return !is_other_state(stretch.first, state); };
  const auto found = std::find_if(series.stretches.begin(), series.stretches.end(), same);
  if (found != series.stretches.end()) return *found;
  return series.stretches.emplace_back(Stretch{state, state});
}

std::string megahertz(double hz) { return std::to_string(std::lround(hz / 1e6)); }

void warn_of_clock(Samples& samples, double before, double after) {
  if (!(before > 0 && after > 0)) return;
  if (after < before * kSteadyClock && before < after * kSteadyClock) return;
  samples.warnings.push_back({'C', "the clock went from " + megahertz(before) + " to " + megahertz(after) +
                                       " MHz meanwhile: heat or a power limit? repeat once it is steady"});
}

Samples moved_samples(const Series& series) {
  Samples samples{series.moved};
  if (!samples.values.empty())
    samples.warnings.push_back(
        {'D', "the CPUs kept moving between cores or cache groups: repeat, or pin the guest's CPUs"});
  return samples;
}

}  // namespace

void close_window(Series& series, const WindowEnd& end) {
  const Window window = std::exchange(series.window, {});
  if (is_other_state(end.before, end.after)) {
    append(series.moved, window.undisturbed);
    append(series.moved, window.kept_from_cpu);
    return;
  }
  Stretch& stretch = stretch_in(series, end.after);
  stretch.last = end.after;
  stretch.time += end.length;
  append(end.by ? stretch.disturbed : stretch.clean, window.undisturbed);
  append(stretch.disturbed, window.kept_from_cpu);
  count(stretch.tally, end.by, static_cast<int>(window.undisturbed.size()));
  count(stretch.tally, end.by.value_or(end.loss), static_cast<int>(window.kept_from_cpu.size()));
}

const Stretch* best_of(const Series& series) {
  const auto less = [](const Stretch& a, const Stretch& b) {
    return std::tuple(a.clean.size(), size_of(a)) < std::tuple(b.clean.size(), size_of(b));
  };
  const auto best = std::max_element(series.stretches.begin(), series.stretches.end(), less);
  return best == series.stretches.end() ? nullptr : &*best;
}

Samples samples_of(const Series& series) {
  const Stretch* best = best_of(series);
  if (!best || size_of(*best) == 0) return moved_samples(series);
  Samples samples{best->clean.empty() ? best->disturbed : best->clean};
  std::size_t all = series.moved.size();
  for (const Stretch& stretch : series.stretches) all += size_of(stretch);
  samples.discarded = static_cast<int>(all - samples.values.size());
  samples.state = best->last.name;
  if (auto warning = warning_about(best->tally)) samples.warnings.push_back(std::move(*warning));
  warn_of_clock(samples, best->first.clock_hz, best->last.clock_hz);
  return samples;
}

}  // namespace probellm::bench
