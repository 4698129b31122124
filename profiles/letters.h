#pragma once

#include <string>
#include <string_view>

namespace probellm::profiles {

/// The text with its ASCII letters small, or large.
std::string lowered(std::string_view text);
std::string raised(std::string_view text);

}  // namespace probellm::profiles
