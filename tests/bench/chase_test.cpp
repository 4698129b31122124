#include "bench/memory/chase.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace probellm::bench {
namespace {

TEST(Walk, VisitsEveryLineOnceBeforeItComesBack) {
  for (const int bits : {0, 1, 2, 3, 8, 11, 16}) {
    const Walk walk(bits);
    std::vector<char> visited(walk.lines());
    std::size_t line = walk.line_at(0);
    for (std::size_t i = 0; i < walk.lines(); ++i) {
      ASSERT_LT(line, walk.lines()) << bits;
      EXPECT_EQ(visited[line], 0) << bits;
      visited[line] = 1;
      line = walk.after(line);
    }
    EXPECT_EQ(line, walk.line_at(0)) << bits;
  }
}

TEST(Walk, KnowsWhereItIsAtAnyMoment) {
  const Walk walk(10);
  std::size_t line = walk.line_at(0);
  for (std::uint64_t moment = 0; moment < 3000; ++moment) {
    EXPECT_EQ(walk.line_at(moment), line) << moment;
    line = walk.after(line);
  }
}

// A prefetcher that follows strides must find none: a step leads anywhere, so nearly all are far and hardly
// any two are alike.
TEST(Walk, HasNoStride) {
  const Walk walk(16);
  int near = 0, alike = 0;
  std::ptrdiff_t before = 0;
  for (std::size_t line = 0; line < walk.lines(); ++line) {
    const auto step = static_cast<std::ptrdiff_t>(walk.after(line)) - static_cast<std::ptrdiff_t>(line);
    near += std::abs(step) < 64;
    alike += step == before;
    before = step;
  }
  EXPECT_LT(near, 0.01 * static_cast<double>(walk.lines()));
  EXPECT_LT(alike, 0.01 * static_cast<double>(walk.lines()));
}

TEST(Chase, FollowsTheWalk) {
  const Walk walk(9);
  std::vector<Line> lines(walk.lines());
  link(lines.data(), walk, 0, lines.size());
  const Line* start = &lines[walk.line_at(5)];
  EXPECT_EQ(chase(start, 0), start);
  EXPECT_EQ(chase(start, 1000), &lines[walk.line_at(1005)]);
  EXPECT_EQ(chase(start, lines.size()), start);
}

}  // namespace
}  // namespace probellm::bench
