#pragma once

#include <string>

#include "core/check.h"
#include "core/fact.h"
#include "qualify/facts.h"

namespace probellm::qualify {

inline double number_of(int value) { return value; }
inline double number_of(double value) { return value; }
inline double number_of(std::int64_t value) { return static_cast<double>(value); }
template <class Unit, class Number>
double number_of(core::Quantity<Unit, Number> value) {
  return static_cast<double>(value.value);
}

/// A number without an interval.
inline core::Found exactly(double number, std::string source, std::string place = "") {
  core::Found found;
  found.place = std::move(place);
  found.number = core::Interval{number, number, number};
  found.source = std::move(source);
  return found;
}

/// A fact that isn't there.
inline core::Found absent(std::string reason, std::string remedy = "", std::string place = "") {
  core::Found found;
  found.place = std::move(place);
  found.reason = std::move(reason);
  found.remedy = std::move(remedy);
  return found;
}

/// A fact as it was read.
template <class T>
core::Found found_of(const core::Fact<T>& fact, std::string place = "") {
  if (!fact) return absent(fact.reason(), fact.remedy(), std::move(place));
  return exactly(number_of(*fact), fact.source(), std::move(place));
}
inline core::Found found_of(const core::Fact<std::string>& fact, std::string place = "") {
  if (!fact) return absent(fact.reason(), fact.remedy(), std::move(place));
  core::Found found;
  found.place = std::move(place);
  found.word = *fact;
  found.source = fact.source();
  return found;
}

}  // namespace probellm::qualify
