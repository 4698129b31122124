#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace probellm::report {

/// Text with the characters that HTML and XML give a meaning to written out; control characters that XML
/// doesn't have are replaced.
std::string escaped(std::string_view text);

/// JSON that may stand in a script element whatever its strings hold.
std::string in_script(std::string_view json);

/// A template with each {{name}} replaced, what is put in left as it is.
std::string filled_in(std::string_view pattern,
                      const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace probellm::report
