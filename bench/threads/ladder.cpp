#include "bench/threads/ladder.h"

#include <algorithm>

namespace probellm::bench {

std::vector<int> thread_ladder(int all, Depth depth) {
  std::vector<int> counts = {1, all / 2};
  for (int power = 1; depth == Depth::Full && power < all; power *= 2) {
    counts.push_back(power);
    counts.push_back(power + power / 2);
  }
  counts.push_back(all);
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  std::erase_if(counts, [=](int count) { return count < 1 || count > all; });
  return counts;
}

}  // namespace probellm::bench
