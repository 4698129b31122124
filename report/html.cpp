#include "report/html.h"

#include <algorithm>

namespace probellm::report {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '&')
      safe += "&amp;";
    else if (letter == '<')
      safe += "&lt;";
    else if (letter == '>')
      safe += "&gt;";
    else if (letter == '"')
      safe += "&quot;";
    else if (byte < 0x20 && letter != '\n' && letter != '\t')
      safe += '?';
    else
      safe += letter;
  }
  return safe;
}

std::string in_script(std::string_view json) {
  std::string safe;
  for (const char letter : json) {
    if (letter == '<')
      safe += "\\u003c";
    else
      safe += letter;
  }
  return safe;
}

std::string filled_in(std::string_view pattern,
                      const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t at = std::min(pattern.find("{{"), pattern.size());
    text += pattern.substr(0, at);
    pattern.remove_prefix(at);
    const std::size_t end = pattern.find("}}");
    if (pattern.empty() || end == std::string_view::npos) return text + std::string(pattern);
    const std::string_view name = pattern.substr(2, end - 2);
    for (const auto& [key, value] : values)
      if (key == name) text += value;
    pattern.remove_prefix(end + 2);
  }
  return text;
}

}  // namespace probellm::report
