#pragma once

#include <cstddef>
#include <vector>

namespace probellm::bench {

/// The fewest samples whose least and greatest value enclose the true median with 95 % confidence.
inline constexpr std::size_t kSamplesForInterval = 6;

/// The median; the mean of the middle two where their number is even. At least one sample.
double median_of(std::vector<double> samples);

/// Half the width of the median's 95 % confidence interval, by order statistics, over the median, were each
/// sample independent of those before; with fewer than kSamplesForInterval samples, that of their whole
/// range. At least one sample.
double spread_if_independent(std::vector<double> samples);

/// How far from this median another one may lie that is taken a little later, over the median, at most 1: two
/// standard deviations of the medians of eight blocks of `samples`, which are in the order in which they were
/// taken; never less than if they were independent.
double spread_of(const std::vector<double>& samples);

}  // namespace probellm::bench
