#include "core/saturation.h"

#include <gtest/gtest.h>

#include <string>

namespace probellm::tests {
namespace {

using namespace core;

Measurement row(int threads, double median, Status status = Status::Ok) {
  Measurement row;
  row.id = kMemoryReadByThreads;
  row.threads = threads;
  row.median = median;
  row.status = status;
  return row;
}

TEST(SaturatingThreads, AreTheFewestThatReachNearlyTheBest) {
  EXPECT_EQ(saturating_threads({row(1, 30), row(2, 60), row(4, 96), row(6, 97.5), row(8, 100), row(16, 98)}),
            6);
}

TEST(SaturatingThreads, DoNotDependOnTheOrderOfTheRows) {
  EXPECT_EQ(saturating_threads({row(8, 100), row(4, 99), row(1, 30)}), 4);
}

TEST(SaturatingThreads, LookOnlyAtRowsOfThreadsThatHaveANumber) {
  Measurement other = row(1, 1000);
  other.id = kMemoryRead;
  EXPECT_EQ(saturating_threads({other, row(1, 30), row(2, 60), row(4, 1000, Status::Failed)}), 2);
}

TEST(SaturatingThreads, AreUnknownWithoutRows) {
  EXPECT_FALSE(saturating_threads({}));
  EXPECT_FALSE(saturating_threads({row(1, 0, Status::Skipped)}));
}

}  // namespace
}  // namespace probellm::tests
