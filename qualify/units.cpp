#include "qualify/units.h"

#include <array>

#include "core/units.h"

namespace probellm::qualify {
namespace {

using core::Dimension;

struct UnitRow {
  Dimension dimension;
  std::string_view name;
  double scale;
};

constexpr std::array kUnits{
    UnitRow{Dimension::Count, "", 1},
    UnitRow{Dimension::Size, "B", 1},
    UnitRow{Dimension::Size, "MiB", static_cast<double>(core::kMiB)},
    UnitRow{Dimension::Size, "GiB", static_cast<double>(core::kGiB)},
    UnitRow{Dimension::Size, "TiB", 1024.0 * static_cast<double>(core::kGiB)},
    UnitRow{Dimension::Size, "MB", 1e6},
    UnitRow{Dimension::Size, "GB", 1e9},
    UnitRow{Dimension::Size, "TB", 1e12},
    UnitRow{Dimension::ByteRate, "MB/s", 1e6},
    UnitRow{Dimension::ByteRate, "GB/s", 1e9},
    UnitRow{Dimension::ByteRate, "TB/s", 1e12},
    UnitRow{Dimension::TransferRate, "MT/s", 1e6},
    UnitRow{Dimension::TransferRate, "GT/s", 1e9},
    UnitRow{Dimension::Time, "ns", 1e-9},
    UnitRow{Dimension::Time, "us", 1e-6},
    UnitRow{Dimension::Time, "ms", 1e-3},
    UnitRow{Dimension::Time, "s", 1},
    UnitRow{Dimension::FlopRate, "GFLOP/s", 1e9},
    UnitRow{Dimension::FlopRate, "TFLOP/s", 1e12},
    UnitRow{Dimension::TokenRate, "", 1},
    UnitRow{Dimension::TokenRate, "tokens/s", 1},
    UnitRow{Dimension::Percent, "%", 1},
};

}  // namespace

std::optional<double> scale_of(Dimension dimension, std::string_view unit) {
  for (const UnitRow& row : kUnits)
    if (row.dimension == dimension && row.name == unit) return row.scale;
  return std::nullopt;
}

std::string units_of(Dimension dimension) {
  std::string names;
  for (const UnitRow& row : kUnits)
    if (row.dimension == dimension && !row.name.empty())
      names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

}  // namespace probellm::qualify
