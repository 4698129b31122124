#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace probellm::report {

/// Text that stays in its cell of a Markdown table.
std::string md_cell(std::string_view text);

/// A Markdown table; the first row is its head. Empty where there is no other.
std::string md_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace probellm::report
