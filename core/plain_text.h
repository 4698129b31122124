#pragma once

#include <algorithm>
#include <string>

namespace probellm::core {

/// Text from elsewhere with its control characters replaced, so that it can't steer a terminal or add a line.
inline std::string without_controls(std::string text) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return text;
}

}  // namespace probellm::core
