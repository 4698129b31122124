#pragma once

#include <span>
#include <string_view>

namespace probellm::profiles {

/// A file of profiles/ as it was when the binary was built; the name is relative to that folder.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

/// All of them, in order of name.
std::span<const EmbeddedFile> embedded_files();

}  // namespace probellm::profiles
