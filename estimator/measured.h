#pragma once

#include <string>
#include <string_view>

#include "core/engine.h"
#include "core/fit.h"
#include "core/measurement.h"
#include "estimator/inputs.h"

namespace probellm::estimator {

/// The measurements, and whether those of grade F count.
struct Measured {
  const core::Measurements& all;
  Trust trust;
};

/// Whether a row's number counts: grade F is refused unless it is forced.
bool can_be_used(const Measured& measured, const core::Measurement& row);

/// The row with that id and unit whose number counts, or nullptr.
const core::Measurement* usable_row(const Measured& measured, std::string_view id, core::Unit unit);

/// A row's median with its spread as an input of that name and unit.
core::Assumption from_row(std::string name, const core::Measurement& row, std::string unit);

/// A constant of the engine as an input of that name and unit.
core::Assumption from_engine(std::string name, std::string unit, const core::Interval& value,
                             const core::Engine& engine);

/// A value that is known without a spread.
core::Interval exactly(double value);

/// All of an interval times a factor.
core::Interval scaled(const core::Interval& value, double factor);

}  // namespace probellm::estimator
