#include <gtest/gtest.h>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

constexpr const char* kOrdered = "\"2x EPYC 9355, 24x32GB DDR5-6400, RTX 5090, NVMe 7GB/s\"";

TEST(Plan, PrintsWhatTheSchemaSays) {
  const Outcome outcome = run(std::string("plan --json --machine ") + kOrdered);
  EXPECT_EQ(outcome.exit_code, 0);
  expect_valid(outcome);
  const auto json = outcome.json();
  EXPECT_EQ(json["plan"]["channels"], 24);
  EXPECT_FALSE(json["plan"]["populations"].empty());
  EXPECT_FALSE(json["plan"]["changes"].empty());
}

TEST(Plan, EndsWithTheVerdictOfTheMachine) {
  EXPECT_EQ(run("plan --machine \"EPYC 7532, 8x32GB DDR4-3200\"").exit_code, 3);
  EXPECT_EQ(run("plan --machine \"EPYC 7532, 8x32GB DDR4-3200, NVMe 7GB/s\"").exit_code, 1);
}

TEST(Plan, AKitIsSlowedDownOrRefusedWithTheReason) {
  const Outcome fits = run("plan --kit 768gb-ddr4-2400-oracle-x5-2 --platform oracle-x5-2");
  EXPECT_NE(fits.out.find("3 modules a channel run at 1600 MT/s"), std::string::npos) << fits.out;
  const Outcome refused = run("plan --kit 768gb-ddr4-2400-oracle-x5-2 --platform dell-r770");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("it takes DDR5, not DDR4"), std::string::npos) << refused.err;
  EXPECT_EQ(run("plan --kit 768gb-ddr4-2400-oracle-x5-2").exit_code, 2);
}

TEST(Plan, FitTakesAMachineInALineToo) {
  const Outcome outcome = run(std::string("fit --json --quant q4_k_m --machine ") + kOrdered);
  EXPECT_EQ(outcome.exit_code, 0);
  const auto json = outcome.json();
  EXPECT_EQ(json["fits"][0]["placement"], "hybrid");
  EXPECT_EQ(json["machine"]["cpu"]["sockets"], 2);
}

TEST(Plan, AMistakeIsOneSentenceWithTheNearestThingKnown) {
  const Outcome outcome = run("plan --machine \"EPIC 9355, 12x64GB\"");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(
      outcome.err,
      "probe-llm: --machine \"EPIC 9355\": no CPU, GPU, memory or disk is known by that; the nearest is EPYC "
      "9355\n");
}

TEST(Matrix, PrintsWhatTheSchemaSays) {
  const Outcome outcome = run("matrix --json --quant q4_k_m,iq1_s");
  EXPECT_EQ(outcome.exit_code, 0);
  expect_valid(outcome);
  const auto json = outcome.json();
  for (const auto& row : json["matrix"]["rows"]) EXPECT_EQ(row["cells"].size(), 2U);
}

TEST(Matrix, SaysWhatDoesNotFitAndWhatIsClaimed) {
  const Outcome outcome = run("matrix");
  EXPECT_NE(outcome.out.find("no fit"), std::string::npos);
  EXPECT_NE(outcome.out.find("claimed"), std::string::npos);
  EXPECT_EQ(run("matrix --context 1g").exit_code, 2);
}

}  // namespace
}  // namespace probellm::tests
