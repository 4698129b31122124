#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace probellm::core {

/// The middle value, of an even number the upper of the two. At least one value.
inline double upper_median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace probellm::core
