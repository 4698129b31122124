#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/engine.h"
#include "core/measurement.h"
#include "core/units.h"

namespace probellm::report {

/// "23.5 GiB"; below one GiB "412 MiB".
std::string gib(core::Bytes bytes);
/// "583.7 GB", for files.
std::string gb(core::Bytes bytes);
/// "614.4 GB/s".
std::string gb_per_second(double bytes_per_second);
/// A speed with three significant digits: "12.3", "0.047".
std::string digits(double value);
/// "8.1 - 12.3 - 15.0" as low, likely, high.
std::string range(const core::Interval& interval);
/// "8,192".
std::string grouped(std::int64_t count);
/// A size on a curve: "16 KiB", "1.5 GiB".
std::string size(double bytes);
/// A unit for people and how much of the base unit it is.
struct Scale {
  std::string_view name;
  double value = 1;
};
/// The scale for values up to `largest`: GB/s, GFLOP/s, or ns, µs, ms or s.
Scale scale_of(core::Unit unit, double largest);
/// A measured value in a unit for people.
std::string measured(core::Unit unit, double value);

}  // namespace probellm::report
