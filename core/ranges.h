#pragma once

#include <string>
#include <vector>

namespace probellm::core {

/// Whole numbers in order, runs of them as ranges, as kernels list CPUs: "0-3,8".
std::string ranges_text(const std::vector<int>& numbers);

}  // namespace probellm::core
