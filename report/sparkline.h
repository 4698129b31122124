#pragma once

#include <string>
#include <vector>

namespace probellm::report {

/// One block for each value, as high as the value over the highest: "▂▄▆█"; empty without a value above 0.
std::string sparkline(const std::vector<double>& values);

/// Ten cells, filled by the share (0 to 1, more counts as 1): "[#######   ]".
std::string bar(double share);

}  // namespace probellm::report
