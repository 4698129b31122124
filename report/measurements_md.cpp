#include "report/measurements_md.h"

#include <fmt/format.h>

#include "core/names.h"
#include "report/amounts.h"
#include "report/markdown.h"
#include "report/rows.h"

namespace probellm::report {
namespace {

using core::Measurement;

std::string line_of(const Measurement& row) {
  const bool has_number = row.status == core::Status::Ok;
  const auto bus = bus_rate(row);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", md_cell(label_of(row)),
                     md_cell(coordinates(row)), row.threads > 0 ? std::to_string(row.threads) : "",
                     has_number ? measured(row.unit, row.median) : std::string(core::name_of(row.status)),
                     has_number ? fmt::format("{:.1f} %", row.spread * 100) : "",
                     bus ? gb_per_second(*bus) : "", has_number ? std::string(1, row.quality.grade) : "",
                     md_cell(has_number ? row.variant : row.reason));
}

}  // namespace

std::string measurements_md(const core::Measurements& measurements) {
  std::string text =
      "| measured | at | threads | median | ± | on the bus | grade | notes |\n"
      "|---|---|--:|--:|--:|--:|:-:|---|\n";
  for (const Measurement& row : measurements.rows) text += line_of(row);
  return text;
}

}  // namespace probellm::report
