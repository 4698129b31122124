#pragma once

#include <string>
#include <string_view>

namespace probellm::report {

/// The text for a screen that shows ASCII only: each sign of ours becomes one ASCII character, so that
/// columns stay; the blocks of a curve become the digits 1 to 8.
std::string in_ascii(std::string_view text);

}  // namespace probellm::report
