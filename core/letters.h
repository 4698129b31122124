#pragma once

#include <string>
#include <string_view>

namespace probellm::core {

/// Letters that must change for one text to become another.
std::size_t letters_apart(std::string_view a, std::string_view b);

}  // namespace probellm::core
