#pragma once

#include <atomic>
#include <functional>

#include "bench/clock.h"
#include "bench/disturbance.h"
#include "bench/quality.h"
#include "bench/session.h"
#include "bench/state_log.h"
#include "core/measurement.h"
#include "core/units.h"

namespace probellm::bench {

/// When to stop taking samples: once the median's relative spread is small enough, but not before `floor` nor
/// after `ceiling`.
struct StoppingRule {
  core::Seconds floor{0.25};
  core::Seconds ceiling{1.0};
  double spread = 0.02;
};

/// What is looked at while samples are taken; tests invent it.
struct Observer {
  Clock now;
  core::ReadActivity activity;
  std::function<core::Seconds()> own_cpu_time;
  std::function<TeamTime()> team_time;
  std::function<core::MachineState()> state;
  /// The CPUs of the team, and what a worker's lost CPU time comes from.
  int cpus = 1;
  Disturbance loss = Disturbance::Preempted;
};

/// Runs a sample until the next differs from it by less than a tenth, at most eight times: what was written
/// just before may still have to be mapped.
void warm_up(const std::function<double()>& sample);

/// Takes samples until the clean ones of one state of the machine meet the rule: those that were disturbed,
/// or taken in another state, are thrown away, and time spent in another state is made up for by at most one
/// more ceiling. Only where none is clean the disturbed ones stay. None where `stop` is true at once.
Samples take_samples(const Observer& observer, StateLog& log, const StoppingRule& rule,
                     const std::atomic<bool>& stop, const std::function<double()>& sample);

/// The same in a session.
Samples take_samples(Session& session, const StoppingRule& rule, const std::function<double()>& sample);

}  // namespace probellm::bench
