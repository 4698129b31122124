#pragma once

#include <string>
#include <vector>

#include "core/measurement.h"

namespace probellm::bench {

/// Something that makes a number less trustworthy whatever its spread: at best it is worth `best_grade`.
struct Warning {
  char best_grade = 'A';
  std::string text;
};

/// The grade of a median of `samples` samples with that relative spread, lowered by warnings, and the reasons
/// in words.
core::Quality judge(double spread, std::size_t samples, const std::vector<Warning>& warnings);

/// What came of sampling: the clean samples, how many were thrown away, the machine's state and what is to be
/// said of it.
struct Samples {
  std::vector<double> values;
  int discarded = 0;
  std::string state{};
  std::vector<Warning> warnings{};
};

/// `row` with its samples, their median and spread, status Ok and its grade, which `warnings` lower; Skipped
/// where there are no samples, as only an interruption leaves none.
core::Measurement with_samples(core::Measurement row, Samples samples,
                               const std::vector<Warning>& warnings = {});

/// Lowers the grade of every row where they weren't all measured in one state of the machine, and names the
/// states.
void compare_states(std::vector<core::Measurement>& rows);

/// `row` without a number, for that reason.
core::Measurement without_number(core::Measurement row, core::Status status, std::string reason);

/// `fraction` in whole percent: "7 %".
std::string percent(double fraction);

}  // namespace probellm::bench
