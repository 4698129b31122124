#include "bench/sampling.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "bench/series.h"
#include "bench/statistics.h"
#include "bench/threads/cpu_time.h"
#include "bench/threads/machine_state.h"

namespace probellm::bench {
namespace {

// The spread is looked at when the samples have grown by this much, so that sorting stays cheap for short
// samples.
constexpr double kGrowth = 1.1;
// Twenty ticks of /proc/stat: short enough that a disturbance doesn't cost the whole row, long enough to see
// it.
constexpr core::Seconds kWindow{0.2};
// A row in which the state changed may go on for so many ceilings.
constexpr double kMostCeilings = 2;

// A series while it is taken: the last two looks, which end the windows, and the moment to judge the spread.
struct Sampling {
  const Observer& observer;
  StateLog& log;
  const StoppingRule& rule;
  Series series{};
  Look start{};
  Look before_last{};
  Look last{};
  double taken = 0;
  double next_judgement = kSamplesForInterval;
};

Look look_at(const Observer& observer) {
  return {observer.now(), observer.activity ? observer.activity() : core::Activity{},
          observer.own_cpu_time()};
}

void end_window(Sampling& sampling) {
  const Observer& observer = sampling.observer;
  const Look now = look_at(observer);
  WindowEnd end;
  end.loss = observer.loss;
  end.length = now.when - sampling.last.when;
  end.by = disturbance_between(sampling.before_last, now, observer.cpus);
  end.before = sampling.log.last.value_or(core::MachineState{});
  look_again(sampling.log, observer.now, observer.state);
  end.after = sampling.log.last.value_or(core::MachineState{});
  close_window(sampling.series, end);
  // Looking at the state used all CPUs: it belongs to no window.
  sampling.before_last = std::exchange(sampling.last, look_at(observer));
}

void take_one(Sampling& sampling, const std::function<double()>& sample) {
  const TeamTime before = sampling.observer.team_time();
  const double value = sample();
  Window& window = sampling.series.window;
  const bool lost = was_kept_from_cpu(before, sampling.observer.team_time());
  (lost ? window.kept_from_cpu : window.undisturbed).push_back(value);
  ++sampling.taken;
}

bool is_known(std::vector<double> clean, const std::vector<double>& more, double spread) {
  clean.insert(clean.end(), more.begin(), more.end());
  return clean.size() >= kSamplesForInterval && spread_of(clean) <= spread;
}

// Whether the best stretch were enough if what is still in the window belonged to it.
bool is_enough(Sampling& sampling, core::Seconds now) {
  const Stretch* best = best_of(sampling.series);
  const core::Seconds time = (now - sampling.last.when) + (best ? best->time : core::Seconds{});
  if (time >= sampling.rule.ceiling) return true;
  if (time < sampling.rule.floor || sampling.taken < sampling.next_judgement) return false;
  sampling.next_judgement = sampling.taken * kGrowth;
  return is_known(best ? best->clean : std::vector<double>{}, sampling.series.window.undisturbed,
                  sampling.rule.spread);
}

bool is_done(const Sampling& sampling) {
  const Stretch* best = best_of(sampling.series);
  if (!best) return false;
  return best->time >= sampling.rule.ceiling ||
         (best->time >= sampling.rule.floor && is_known(best->clean, {}, sampling.rule.spread));
}

}  // namespace

void warm_up(const std::function<double()>& sample) {
  constexpr int kMost = 8;
  constexpr double kSteady = 0.1;
  double before = 0;
  for (int i = 0; i < kMost; ++i) {
    const double now = sample();
    if (std::abs(now - before) < kSteady * now) return;
    before = now;
  }
}

Samples take_samples(const Observer& observer, StateLog& log, const StoppingRule& rule,
                     const std::atomic<bool>& stop, const std::function<double()>& sample) {
  Sampling sampling{observer, log, rule};
  look_again(log, observer.now, observer.state);
  sampling.start = sampling.before_last = sampling.last = look_at(observer);
  while (!stop) {
    take_one(sampling, sample);
    const core::Seconds now = observer.now();
    const bool over = now - sampling.start.when >= rule.ceiling * kMostCeilings;
    if (!over && now - sampling.last.when < kWindow && !is_enough(sampling, now)) continue;
    end_window(sampling);
    if (over || is_done(sampling)) break;
  }
  const Window& left = sampling.series.window;
  if (!left.undisturbed.empty() || !left.kept_from_cpu.empty()) end_window(sampling);
  return samples_of(sampling.series);
}

Samples take_samples(Session& session, const StoppingRule& rule, const std::function<double()>& sample) {
  if (!session.team)
    return take_samples({session.now, session.activity, &process_cpu_time, [] { return TeamTime{}; }, {}},
                        session.state, rule, session.stop, sample);
  ThreadTeam& team = *session.team.value();
  const auto& quota = session.machine.limits.cpu_quota;
  const bool is_stopped = quota && *quota < team.size();
  const Observer observer{session.now,
                          session.activity,
                          &process_cpu_time,
                          [&] { return team.time(); },
                          [&] { return look_at_state(team); },
                          team.size(),
                          is_stopped ? Disturbance::Quota : Disturbance::Preempted};
  Samples samples = take_samples(observer, session.state, rule, session.stop, sample);
  if (is_stopped)
    samples.warnings.push_back({'D',
                                "the CPU quota stops these threads part of the time, and this is the speed "
                                "in between: give this container whole CPUs"});
  return samples;
}

}  // namespace probellm::bench
