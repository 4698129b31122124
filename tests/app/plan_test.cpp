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

TEST(Plan, ShowsMoneyOnlyWithPrices) {
  const std::string prices = temporary("prices.toml");
  std::ofstream(prices) << "currency = \"EUR\"\n[prices]\n\"32GB DDR5-6400\" = 310\n";
  EXPECT_EQ(run(std::string("plan --machine ") + kOrdered).out.find("per 1,000"), std::string::npos);
  const Outcome outcome =
      run("plan --json --prices " + prices + " --machine \"EPYC 9355, 8x32GB DDR5-6400\"");
  expect_valid(outcome);
  const auto plan = outcome.json()["plan"];
  EXPECT_EQ(plan["currency"], "EUR");
  EXPECT_EQ(plan["changes"][0]["buys"][0]["count"], 4);
  EXPECT_EQ(plan["changes"][0]["cost"]["amount"], 1240.0);
}

TEST(Plan, TakesAMachineInAFile) {
  const std::string machine = temporary("machine.toml");
  std::ofstream(machine) << "name = \"quote\"\ncpu = \"EPYC 9355\"\nmemory = \"12x64GB DDR5-6400\"\n";
  EXPECT_EQ(run("plan --json --machine " + machine).json()["plan"]["machine"], "quote");
  EXPECT_EQ(run("fit --json --quant q4_k_m --machine " + machine).json()["machine"]["host"]["name"], "quote");
}

TEST(Plan, SaysWhatAModelReallyTakes) {
  // "FP16 needs 1,024 GB" is what calculators claim of a model of 10^12 parameters.
  const auto fits =
      run("fit --json --quant bf16,int4,q4_k_m --machine \"2x EPYC 9355, 24x32GB DDR5-6400\"").json()["fits"];
  EXPECT_NEAR(fits[0]["memory"]["weights_bytes"].get<double>(), 2.05e12, 0.01e12);
  EXPECT_NEAR(fits[1]["memory"]["weights_bytes"].get<double>(), 595e9, 1e9);
  EXPECT_EQ(fits[2]["verdict"], "fits");
  const auto smaller =
      run("fit --json --quant q4_k_m --machine \"2x EPYC 9355, 24x16GB DDR5-6400\"").json()["fits"][0];
  EXPECT_EQ(smaller["counteroffer"]["installed_memory_bytes"].get<double>() / (1 << 30), 576);
}

TEST(Plan, RefusesMoreModulesThanThereAreSlotsFor) {
  const Outcome outcome = run("plan --machine \"Ryzen 9 9950X, 5x16GB DDR5-5600\"");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(
      outcome.err.find("5 modules are more than the 2 channels of 1x Ryzen 9 9950X hold, at most 2 each"),
      std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace probellm::tests
