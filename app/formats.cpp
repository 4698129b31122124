#include "app/formats.h"

#include <algorithm>

namespace probellm::app {

std::optional<Format> format_named(std::string_view name) {
  const auto row = std::find_if(kFormats.begin(), kFormats.end(),
                                [&](const FormatRow& known) { return known.name == name; });
  if (row == kFormats.end()) return std::nullopt;
  return row->format;
}

std::string format_names(Command command) {
  std::string names;
  for (const FormatRow& row : kFormats)
    if (has_format(command, row.format)) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

bool has_format(Command command, Format format) {
  return std::any_of(kFormats.begin(), kFormats.end(), [&](const FormatRow& row) {
    return row.format == format && (command == Command::Bench || !row.is_of_bench_only);
  });
}

}  // namespace probellm::app
