#include "report/rows.h"

#include <fmt/format.h>

#include "report/amounts.h"
#include "report/curves.h"

namespace probellm::report {
namespace {

std::string tokens(double count) { return grouped(static_cast<std::int64_t>(count)); }

}  // namespace

std::string label_of(const core::Measurement& row) {
  for (const Label& label : kLabels)
    if (label.id == row.id) return std::string(label.text);
  if (const Curve* curve = curve_of(row)) return std::string(curve->title) + suffix_of(*curve, row);
  return row.id;
}

std::optional<double> bus_rate(const core::Measurement& row) {
  const bool is_rate = row.status == core::Status::Ok && row.unit == core::Unit::ByteRate;
  if (!is_rate || !row.bus_bytes_per_sample || row.bytes_per_sample.value <= 0) return std::nullopt;
  return row.median * (*row.bus_bytes_per_sample / row.bytes_per_sample);
}

std::string coordinate(std::string_view key, double value) {
  if (key == "block_bytes" || key == "working_set_bytes") return size(value);
  if (key == "page_bytes") return size(value) + " pages";
  if (key == "batch") return fmt::format("batch {:g}", value);
  if (key == "depth_tokens") return tokens(value) + " tokens";
  if (key == "cpu_node") return fmt::format("CPUs of node {:g}", value);
  if (key == "memory_node") return fmt::format("node {:g}", value);
  if (key == "group") return fmt::format("group {:g}", value);
  if (key == "matrices") return fmt::format("{:g} matrices a launch", value);
  if (key == "from_device") return fmt::format("from GPU {:g}", value);
  if (key == "to_device") return fmt::format("GPU {:g}", value);
  if (key == "devices") return fmt::format("{:g} GPUs", value);
  if (key == "threads") return fmt::format("{:g}", value);
  return fmt::format("{}={:g}", key, value);
}

std::string coordinates(const core::Measurement& row) {
  std::string text;
  for (const auto& [key, value] : row.at) text += (text.empty() ? "" : ", ") + coordinate(key, value);
  return text;
}

Tone tone_of(char grade) {
  if (grade == 'A' || grade == 'B') return Tone::Good;
  return grade == 'F' ? Tone::Bad : Tone::Warn;
}

}  // namespace probellm::report
