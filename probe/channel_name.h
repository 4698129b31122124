#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace probellm::probe {

/// The memory channel that a locator names, written so that two locators of one channel give the same text
/// ("P1/A"); absent where the locator only numbers slots, or in a scheme that isn't known.
std::optional<std::string> channel_named_by(std::string_view locator);

}  // namespace probellm::probe
