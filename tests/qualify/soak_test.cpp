#include "qualify/soak.h"

#include <gtest/gtest.h>

#include "tests/report/invented.h"

namespace probellm::tests {
namespace {

core::Soak soak_of(const std::vector<double>& rates, double throttled_after = 0) {
  std::vector<core::Measurement> rounds;
  for (const double rate : rates) rounds.push_back(row_of("memory.read", rate));
  qualify::Counters before, after;
  before.activity.throttle_events = core::Fact<double>::known(5, "a test");
  after.activity.throttle_events = core::Fact<double>::known(5 + throttled_after, "a test");
  before.errors = core::Fact<std::vector<core::MemoryErrors>>::known({{"mc0", 3, 0}}, "a test");
  after.errors = core::Fact<std::vector<core::MemoryErrors>>::known({{"mc0", 7, 1}}, "a test");
  return qualify::soak_of(60, rounds, before, after);
}

TEST(Soak, TellsTheDriftFromTheFirstThirdToTheLast) {
  const core::Soak soak = soak_of({100, 100, 95, 90, 80, 80});
  ASSERT_TRUE(soak.drift_percent);
  EXPECT_DOUBLE_EQ(soak.drift_percent->likely, 20);
}

TEST(Soak, HasNoDriftWhereReadingBecameFaster) { EXPECT_EQ(soak_of({80, 90, 100}).drift_percent->likely, 0); }

TEST(Soak, SaysWhyItTellsNoDrift) {
  EXPECT_EQ(soak_of({100, 90}).drift_percent.reason(), "only 2 rounds were measured");
}

TEST(Soak, CountsWhatHappenedMeanwhile) {
  const core::Soak soak = soak_of({}, 2);
  EXPECT_EQ(*soak.throttle_events, 2);
  EXPECT_EQ(*soak.corrected_errors, 4);
  EXPECT_EQ(*soak.uncorrected_errors, 1);
}

}  // namespace
}  // namespace probellm::tests
