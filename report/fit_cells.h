#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fit.h"
#include "report/table.h"

namespace probellm::report {

/// A name of JSON's in words: "does not fit".
std::string in_words(std::string_view name);

/// The verdict in words and its colour.
Tone tone_of(core::Verdict verdict);
Cell verdict_cell(core::Verdict verdict);

/// The row with the low, likely and high end of a speed behind it, dashes where there is none.
std::vector<Cell> with_speed(std::vector<Cell> row, const std::optional<core::Interval>& speed);

}  // namespace probellm::report
