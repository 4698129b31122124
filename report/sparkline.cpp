#include "report/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace probellm::report {
namespace {

constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr int kBarCells = 10;

std::string_view block_of(double share) {
  const long level = std::lround(std::clamp(share, 0.0, 1.0) * (kBlocks.size() - 1));
  return kBlocks[static_cast<std::size_t>(level)];
}

}  // namespace

std::string sparkline(const std::vector<double>& values) {
  const auto highest = std::max_element(values.begin(), values.end());
  std::string line;
  if (highest == values.end() || *highest <= 0) return line;
  for (double value : values) line += block_of(value / *highest);
  return line;
}

std::string bar(double share) {
  const auto filled = static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * kBarCells));
  return "[" + std::string(filled, '#') + std::string(kBarCells - filled, ' ') + "]";
}

}  // namespace probellm::report
