#include "estimator/measured.h"

#include <algorithm>
#include <utility>

namespace probellm::estimator {

bool can_be_used(const Measured& measured, const core::Measurement& row) {
  return measured.trust == Trust::Forced || row.quality.grade != 'F';
}

const core::Measurement* usable_row(const Measured& measured, std::string_view id, core::Unit unit) {
  const core::Measurement* row = core::find_ok(measured.all, id);
  return row != nullptr && row->unit == unit && can_be_used(measured, *row) ? row : nullptr;
}

core::Assumption from_row(std::string name, const core::Measurement& row, std::string unit) {
  constexpr double kLeastShare = 0.05;
  const core::Interval value{row.median * std::max(kLeastShare, 1 - row.spread), row.median,
                             row.median * (1 + row.spread)};
  const bool is_forced = row.quality.grade == 'F';
  const std::string source = row.id + ", grade " + row.quality.grade + (is_forced ? ", forced" : "") +
                             (row.samples.size() == 1 && !row.variant.empty() ? ": " + row.variant : "");
  return {std::move(name), std::move(unit), value, core::Basis::Measured, source, is_forced};
}

core::Assumption from_engine(std::string name, std::string unit, const core::Interval& value,
                             const core::Engine& engine) {
  return {std::move(name), std::move(unit), value, core::Basis::Assumed, engine.source};
}

core::Interval exactly(double value) { return {value, value, value}; }

core::Interval scaled(const core::Interval& value, double factor) {
  return {value.low * factor, value.likely * factor, value.high * factor};
}

}  // namespace probellm::estimator
