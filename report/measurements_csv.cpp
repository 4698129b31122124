#include "report/measurements_csv.h"

#include <fmt/format.h>

#include <vector>

#include "core/names.h"
#include "report/rows.h"

namespace probellm::report {
namespace {

using core::Measurement;
using Fields = std::vector<std::string>;

constexpr std::string_view kEnd = "\r\n";

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

std::string line_of(const Fields& fields) {
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : ",") + quoted(field);
  return line + std::string(kEnd);
}

std::string at_text(const Measurement& row) {
  std::string text;
  for (const auto& [key, value] : row.at) text += fmt::format("{}{}={}", text.empty() ? "" : ";", key, value);
  return text;
}

std::string reason_of(const Measurement& row) {
  return row.reason.empty() ? fmt::format("{}", fmt::join(row.quality.reasons, "; ")) : row.reason;
}

Fields fields_of(const Measurement& row) {
  const bool has_number = row.status == core::Status::Ok;
  const auto bus = bus_rate(row);
  return {row.id,
          row.device,
          fmt::format("{}", row.threads),
          at_text(row),
          std::string(core::name_of(row.unit)),
          has_number ? fmt::format("{}", row.median) : "",
          has_number ? fmt::format("{}", row.spread) : "",
          bus ? fmt::format("{}", *bus) : "",
          fmt::format("{}", row.samples.size()),
          fmt::format("{}", row.discarded),
          std::string(core::name_of(row.status)),
          std::string(1, row.quality.grade),
          row.variant,
          row.state,
          reason_of(row)};
}

}  // namespace

std::string measurements_csv(const core::Measurements& measurements) {
  std::string text =
      line_of({"id", "device", "threads", "at", "unit", "median", "relative_spread", "bus_bytes_per_second",
               "samples", "discarded", "status", "grade", "variant", "state", "reason"});
  for (const Measurement& row : measurements.rows) text += line_of(fields_of(row));
  return text;
}

}  // namespace probellm::report
