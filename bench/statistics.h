#pragma once

#include <cstddef>
#include <vector>

namespace probellm::bench {

/// The fewest samples whose least and greatest value enclose the true median with 95 % confidence.
inline constexpr std::size_t kSamplesForInterval = 6;

/// The median; the mean of the middle two where their number is even. At least one sample.
double median_of(std::vector<double> samples);

/// Half the width of the median's 95 % confidence interval, by order statistics, over the median; with fewer
/// than kSamplesForInterval samples, that of their whole range. At least one sample.
double spread_of(std::vector<double> samples);

}  // namespace probellm::bench
