#pragma once

#include <span>
#include <string_view>

namespace probellm::report {

/// A file of report/page/ as it was when the binary was built.
struct EmbeddedPage {
  std::string_view name;
  std::string_view text;
};

/// All of them, in order of name.
std::span<const EmbeddedPage> embedded_pages();

}  // namespace probellm::report
