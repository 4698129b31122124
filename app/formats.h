#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "app/options.h"

namespace probellm::app {

/// A format's name on the command line, and whether only `bench` has it.
struct FormatRow {
  std::string_view name;
  Format format;
  bool is_of_bench_only;
};

/// Every format that --output takes.
inline constexpr std::array<FormatRow, 6> kFormats{{
    {"text", Format::Text, false},
    {"json", Format::Json, false},
    {"jsonl", Format::JsonLine, false},
    {"csv", Format::Csv, true},
    {"md", Format::Markdown, true},
    {"hwloc-annotate", Format::HwlocAnnotate, true},
}};

/// The format with that name; absent where there is none.
std::optional<Format> format_named(std::string_view name);

/// The names that a command takes, with commas between.
std::string format_names(Command command);

/// True where a command can print in that format.
bool has_format(Command command, Format format);

}  // namespace probellm::app
