#include "report/assumption_text.h"

#include <fmt/format.h>

#include <cmath>

#include "report/amounts.h"

namespace probellm::report {

std::string amount_in(std::string_view unit, double value) {
  if (unit == "B") return value < 1e8 ? size(value) : fmt::format("{} GB", digits(value / 1e9));
  if (unit == "B/s") return gb_per_second(value);
  if (unit == "s") return measured(core::Unit::Time, value);
  if (unit == "flop/s") return measured(core::Unit::FlopRate, value);
  if (unit == "flop") return fmt::format("{} Gflop", digits(value / 1e9));
  if (unit.empty()) return digits(value);
  return fmt::format("{:.0f} {}", value, unit);
}

std::string value_of(const core::Assumption& a) {
  // What a machine must hold is told in GiB, what it reads in GB.
  const auto amount = [&](double value) {
    return a.unit == "B" ? gib({std::llround(value)}) : amount_in(a.unit, value);
  };
  if (a.value.low == a.value.high) return amount(a.value.likely);
  return fmt::format("{} ({} to {})", amount(a.value.likely), amount(a.value.low), amount(a.value.high));
}

}  // namespace probellm::report
