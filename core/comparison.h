#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/fit.h"
#include "core/measurement.h"

namespace probellm::core {

/// A fact of the machine that one of two documents has otherwise, with values as text: empty where it isn't
/// known there. `places` are those where the same changed in the same way, as slots: "P1-DIMMA1".
struct FactChange {
  std::string what;
  std::vector<std::string> places;
  std::string before;
  std::string after;
};

/// What the two measurements of one row say of a change.
enum class Trend { Better, Worse, WithinNoise, Untrusted };

/// One row that both documents measured, in its unit; `noise` is how far apart the medians may lie although
/// nothing changed, over the first.
struct RowChange {
  std::string id;
  std::map<std::string, double> at;
  Unit unit = Unit::ByteRate;
  double before = 0;
  double after = 0;
  double noise = 0;
  Trend trend = Trend::WithinNoise;
};

/// What one recipe does in each.
struct FitChange {
  std::string quant_name;
  Verdict before = Verdict::DoesNotFit;
  Verdict after = Verdict::DoesNotFit;
  std::optional<Interval> speed_before;
  std::optional<Interval> speed_after;
};

/// What differs between two saved runs.
struct Comparison {
  std::string before;
  std::string after;
  std::vector<FactChange> facts;
  std::vector<RowChange> rows;
  /// Rows that only one of them has.
  int only_before = 0;
  int only_after = 0;
  std::vector<FitChange> fits;
};

}  // namespace probellm::core
