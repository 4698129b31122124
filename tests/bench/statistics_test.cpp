#include "bench/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "bench/quality.h"

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

TEST(Statistics, IndependentSamplesHaveTheTabledIntervalOfTheMedian) {
  // Ranks 1 and 6 of 6, 2 and 9 of 10, 6 and 15 of 20, as in tables of the 95 % interval of a median.
  EXPECT_DOUBLE_EQ(spread_if_independent(one_to(6)), (6 - 1) / 2.0 / 3.5);
  EXPECT_DOUBLE_EQ(spread_if_independent(one_to(10)), (9 - 2) / 2.0 / 5.5);
  EXPECT_DOUBLE_EQ(spread_if_independent(one_to(20)), (15 - 6) / 2.0 / 10.5);
}

TEST(Statistics, OneOutlierDoesNotWidenTheSpreadOfMany) {
  std::vector<double> samples(30, 10.0);
  samples[3] = 1000;
  EXPECT_EQ(spread_of(samples), 0);
}

TEST(Statistics, DriftWidensTheSpreadHoweverManySamplesThereAre) {
  std::vector<double> drifting, mixed;
  for (int i = 0; i < 8000; ++i) {
    drifting.push_back(i < 4000 ? 9 : 11);
    mixed.push_back(i % 2 == 0 ? 9 : 11);
  }
  // Block medians 9 or 11, four times each.
  EXPECT_NEAR(spread_of(drifting), 2 * std::sqrt(8.0 / 7) / 10, 1e-12);
  EXPECT_EQ(spread_of(mixed), spread_if_independent(mixed));
}

TEST(Statistics, SpreadIsNeverLessThanThatOfIndependentSamples) {
  const std::vector<double> samples{1, 9, 1, 9, 1, 9, 1, 9, 5, 1, 9, 1, 9, 1, 9, 1, 9};
  EXPECT_GE(spread_of(samples), spread_if_independent(samples));
  EXPECT_GT(spread_of(samples), 0);
}

TEST(Statistics, SpreadIsAWholeAtMost) { EXPECT_EQ(spread_of({1, 1, 1, 1, 1, 1, 1, 1000}), 1); }

TEST(Statistics, SpreadOfOneSampleIsZeroAndItIsNotTrusted) {
  EXPECT_EQ(spread_of({5}), 0);
  EXPECT_EQ(judge(0, 1, {}).grade, 'F');
  EXPECT_EQ(judge(0, 2, {}).grade, 'C');
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
  EXPECT_EQ(with_samples({}, {{1, 1, 1, 1, 1000, 1000, 1000}}).spread, 1);
}

core::Measurement row_in(const std::string& state) {
  core::Measurement row;
  row.status = core::Status::Ok;
  row.quality.grade = 'A';
  row.state = state;
  return row;
}

TEST(Quality, RowsOfOneStateKeepTheirGrade) {
  std::vector<core::Measurement> rows{row_in("one core"), row_in("one core"), row_in("")};
  compare_states(rows);
  EXPECT_EQ(rows[0].quality.grade, 'A');
  EXPECT_TRUE(rows[1].quality.reasons.empty());
}

TEST(Quality, RowsOfDifferentStatesSayWhichInEach) {
  std::vector<core::Measurement> rows{row_in("one core"), row_in("one cache group"), row_in("")};
  compare_states(rows);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_EQ(rows[i].quality.grade, 'C');
    ASSERT_EQ(rows[i].quality.reasons.size(), 1U);
    EXPECT_NE(rows[i].quality.reasons[0].find("(one cache group, one core): repeat"), std::string::npos)
        << rows[i].quality.reasons[0];
  }
  EXPECT_EQ(rows[2].quality.grade, 'A') << "a row without a state has nothing to do with the CPUs";
}

TEST(Quality, RowWithoutNumberKeepsItsReason) {
  const core::Measurement row = without_number({}, core::Status::Skipped, "interrupted");
  EXPECT_EQ(row.status, core::Status::Skipped);
  EXPECT_EQ(row.reason, "interrupted");
  EXPECT_TRUE(row.samples.empty());
}

}  // namespace
}  // namespace probellm::bench
