#include "report/amounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace probellm::report {

std::string gib(core::Bytes bytes) {
  const auto value = static_cast<double>(bytes.value);
  if (bytes.value != 0 && std::abs(bytes.value) < core::kGiB)
    return fmt::format("{:.0f} MiB", value / static_cast<double>(core::kMiB));
  return fmt::format("{:.1f} GiB", value / static_cast<double>(core::kGiB));
}

std::string gb(core::Bytes bytes) {
  return fmt::format("{:.1f} GB", static_cast<double>(bytes.value) / core::kGB);
}

std::string gb_per_second(double rate) { return fmt::format("{:.1f} GB/s", rate / core::kGB); }

std::string digits(double value) {
  if (value <= 0) return "0";
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(value))), 0, 4);
  return fmt::format("{:.{}f}", value, decimals);
}

std::string range(const core::Interval& interval) {
  return fmt::format("{} - {} - {}", digits(interval.low), digits(interval.likely), digits(interval.high));
}

std::string grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string size(double bytes) {
  constexpr std::array<std::string_view, 5> kNames{"B", "KiB", "MiB", "GiB", "TiB"};
  constexpr double kStep = 1024;
  std::size_t name = 0;
  for (; bytes >= kStep && name + 1 < kNames.size(); ++name) bytes /= kStep;
  return fmt::format("{:.4g} {}", bytes, kNames[name]);
}

Scale scale_of(core::Unit unit, double largest) {
  switch (unit) {
    case core::Unit::ByteRate:
      return {"GB/s", core::kGB};
    case core::Unit::FlopRate:
      return largest < 10e12 ? Scale{"GFLOP/s", 1e9} : Scale{"TFLOP/s", 1e12};
    case core::Unit::Time:
      break;
  }
  if (largest < 1e-6) return {"ns", 1e-9};
  if (largest < 1e-3) return {"µs", 1e-6};
  return largest < 1 ? Scale{"ms", 1e-3} : Scale{"s", 1};
}

std::string measured(core::Unit unit, double value) {
  const Scale scale = scale_of(unit, value);
  switch (unit) {
    case core::Unit::ByteRate:
      return gb_per_second(value);
    case core::Unit::FlopRate:
      return fmt::format("{:.0f} {}", value / scale.value, scale.name);
    case core::Unit::Time:
      return fmt::format("{} {}", digits(value / scale.value), scale.name);
  }
  return "";
}

}  // namespace probellm::report
