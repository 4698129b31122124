#include "bench/statistics.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <vector>

#include "bench/quality.h"
#include "bench/sampling.h"

namespace probellm::bench {
namespace {

std::vector<double> one_to(int n) {
  std::vector<double> samples(static_cast<std::size_t>(n));
  std::iota(samples.begin(), samples.end(), 1.0);
  return samples;
}

TEST(Statistics, MedianOfOddAndEvenNumbers) {
  EXPECT_EQ(median_of({3, 1, 2}), 2);
  EXPECT_EQ(median_of({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median_of({5}), 5);
}

TEST(Statistics, SpreadIsTheTabledIntervalOfTheMedian) {
  // Ranks 1 and 6 of 6, 2 and 9 of 10, 6 and 15 of 20, as in tables of the 95 % interval of a median.
  EXPECT_DOUBLE_EQ(spread_of(one_to(6)), (6 - 1) / 2.0 / 3.5);
  EXPECT_DOUBLE_EQ(spread_of(one_to(10)), (9 - 2) / 2.0 / 5.5);
  EXPECT_DOUBLE_EQ(spread_of(one_to(20)), (15 - 6) / 2.0 / 10.5);
}

TEST(Statistics, OneOutlierDoesNotWidenTheSpreadOfMany) {
  std::vector<double> samples(30, 10.0);
  samples[3] = 1000;
  EXPECT_EQ(spread_of(samples), 0);
}

TEST(Statistics, SpreadOfOneSampleIsZeroAndItsGradeIsNotA) {
  EXPECT_EQ(spread_of({5}), 0);
  EXPECT_EQ(judge(0, 1, {}).grade, 'C');
}

TEST(Quality, GradesBySpread) {
  EXPECT_EQ(judge(0.02, 10, {}).grade, 'A');
  EXPECT_EQ(judge(0.05, 10, {}).grade, 'B');
  EXPECT_EQ(judge(0.10, 10, {}).grade, 'C');
  EXPECT_EQ(judge(0.20, 10, {}).grade, 'D');
  EXPECT_EQ(judge(0.21, 10, {}).grade, 'F');
}

TEST(Quality, SaysWhyTheGradeIsNotAAndWhatToDo) {
  EXPECT_TRUE(judge(0.01, 10, {}).reasons.empty());
  const core::Quality quality = judge(0.07, 10, {});
  ASSERT_EQ(quality.reasons.size(), 1U);
  EXPECT_EQ(quality.reasons[0], "noisy: other load? repeat on a quiet machine");
}

TEST(Quality, WarningsLowerTheGradeButNeverRaiseIt) {
  EXPECT_EQ(judge(0.01, 10, {{'D', "cache"}}).grade, 'D');
  EXPECT_EQ(judge(0.50, 10, {{'B', "pages"}}).grade, 'F');
  EXPECT_EQ(judge(0.01, 10, {{'B', "pages"}}).reasons, std::vector<std::string>{"pages"});
}

TEST(Quality, SpreadOfARowIsAtMostAllOfIt) {
  EXPECT_EQ(with_samples({}, {{1, 1, 1, 1000, 1000, 1000, 1000}}).spread, 0.999 / 2);
  EXPECT_EQ(with_samples({}, {{1, 1, 1, 1, 1000, 1000, 1000}}).spread, 1);
}

TEST(Quality, RowWithoutNumberKeepsItsReason) {
  const core::Measurement row = without_number({}, core::Status::Skipped, "interrupted");
  EXPECT_EQ(row.status, core::Status::Skipped);
  EXPECT_EQ(row.reason, "interrupted");
  EXPECT_TRUE(row.samples.empty());
}

// A clock of which each look takes a tenth of a second.
class Ticks {
 public:
  core::Seconds operator()() { return {0.1 * ++ticks_}; }

 private:
  int ticks_ = 0;
};

TEST(Sampling, StopsAtTheFloorOnceTheMedianIsKnown) {
  const std::atomic<bool> stop{false};
  const auto samples = take_values({{1.0}, {100.0}, 0.02}, Ticks(), stop, [] { return 5.0; });
  EXPECT_GE(samples.size(), 9U);
  EXPECT_LE(samples.size(), 11U);
}

TEST(Sampling, StopsAtTheCeilingWhereItNeverIs) {
  const std::atomic<bool> stop{false};
  double next = 1;
  const auto samples = take_values({{0.1}, {3.0}, 0.02}, Ticks(), stop, [&] { return next *= 1.5; });
  EXPECT_GE(samples.size(), 29U);
  EXPECT_LE(samples.size(), 31U);
}

TEST(Sampling, TakesNoSampleOnceStopped) {
  const std::atomic<bool> stop{true};
  EXPECT_TRUE(take_values({}, Ticks(), stop, [] { return 1.0; }).empty());
}

TEST(Sampling, KeepsWhatItHasWhenStopped) {
  std::atomic<bool> stop{false};
  int taken = 0;
  const auto samples = take_values({{1.0}, {100.0}, 0.02}, Ticks(), stop, [&] {
    stop = ++taken == 3;
    return 1.0;
  });
  EXPECT_EQ(samples.size(), 3U);
}

}  // namespace
}  // namespace probellm::bench
