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

/// "6.58 (4.09 to 10.5)", or what stands for an unknown speed.
std::string speed_or(const std::optional<core::Interval>& speed, std::string_view unknown);

/// The row with the low, likely and high end of a speed behind it, dashes where there is none.
std::vector<Cell> with_speed(std::vector<Cell> row, const std::optional<core::Interval>& speed);

}  // namespace probellm::report
