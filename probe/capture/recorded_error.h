#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace probellm::probe {

/// An error about something in one line: kind, what it is about and the sentence, with tabs between.
std::string error_line(std::string_view about, const core::Error& error);

/// What such a line says.
struct RecordedError {
  std::string about;
  core::Error error;
};

/// The inverse of error_line; absent where the line is anything else.
std::optional<RecordedError> parse_error_line(std::string_view line);

}  // namespace probellm::probe
