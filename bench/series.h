#pragma once

#include <cstddef>
#include <vector>

#include "bench/disturbance.h"
#include "bench/quality.h"
#include "core/measurement.h"
#include "core/units.h"

namespace probellm::bench {

/// The samples that were taken in one state of the machine, in that order, and how long that was.
struct Stretch {
  core::MachineState first;
  core::MachineState last;
  std::vector<double> clean{};
  std::vector<double> disturbed{};
  Tally tally{};
  core::Seconds time{};
};

/// Samples of which it isn't known yet whether they are clean: those of the time since the last look.
struct Window {
  std::vector<double> undisturbed{};
  std::vector<double> kept_from_cpu{};
};

/// The samples of a row by the state they were taken in; those during which the state changed are in none.
struct Series {
  std::vector<Stretch> stretches{};
  std::vector<double> moved{};
  Window window{};
};

/// What was seen at the end of a window: the state before it and now, what disturbed it, what a worker's lost
/// time comes from, and how long it was.
struct WindowEnd {
  core::MachineState before;
  core::MachineState after;
  std::optional<Disturbance> by;
  Disturbance loss = Disturbance::Preempted;
  core::Seconds length;
};

/// Moves the window's samples to where they belong.
void close_window(Series& series, const WindowEnd& end);

/// The stretch with the most clean samples, or with the most where none is clean; nullptr where there is
/// none.
const Stretch* best_of(const Series& series);

/// The samples of the best stretch, all others discarded, with what is to be said of them: only where none is
/// clean the disturbed ones.
Samples samples_of(const Series& series);

}  // namespace probellm::bench
