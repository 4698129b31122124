#include "profiles/toml_file.h"

#include <string>
#include <utility>

namespace probellm::profiles {

core::Result<toml::table> parse_toml(std::string_view text, std::string_view file) {
  toml::parse_result parsed = toml::parse(text, file);
  if (parsed) return std::move(parsed).table();
  return core::Error{core::ErrorKind::Malformed, std::string(file) + ":" +
                                                     std::to_string(parsed.error().source().begin.line) +
                                                     ": " + std::string(parsed.error().description())};
}

}  // namespace probellm::profiles
