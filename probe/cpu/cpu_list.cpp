#include "probe/cpu/cpu_list.h"

#include <algorithm>

#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr int kHighestCpu = 65535;

void append_range(std::string_view part, std::vector<int>& numbers) {
  const auto ends = split(part, '-');
  const auto first = to_number<int>(trimmed(ends.front()));
  const auto last = to_number<int>(trimmed(ends.back()));
  if (ends.size() > 2 || !first || !last || *first < 0 || *last > kHighestCpu) return;
  for (int number = *first; number <= *last; ++number) numbers.push_back(number);
}

}  // namespace

std::vector<int> parse_cpu_list(std::string_view text) {
  constexpr std::size_t kMostNumbers = 1 << 20;
  std::vector<int> numbers;
  for (const std::string_view part : split(trimmed(text), ','))
    if (numbers.size() < kMostNumbers) append_range(part, numbers);
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

}  // namespace probellm::probe
