#pragma once

#include <string_view>
#include <vector>

namespace probellm::probe {

/// The numbers of a kernel list such as "0-3,8", in order; parts that aren't numbers or exceed 65535 are left
/// out.
std::vector<int> parse_cpu_list(std::string_view text);

}  // namespace probellm::probe
