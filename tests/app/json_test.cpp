#include "tests/app/command.h"

namespace probellm::tests {
namespace {

constexpr double kGiB = 1073741824.0;

TEST(Json, OfAnExampleMachineIsValid) {
  const Outcome outcome = run(std::string(kServer) + " --json");
  expect_valid(outcome);
  EXPECT_EQ(outcome.err, "");
}

TEST(Json, OfAnExampleMachineHasTheRightTotals) {
  const auto fits = run(std::string(kServer) + " --json --quant q4_k_m,q8_0,bf16").json()["fits"];
  EXPECT_EQ(fits[0]["verdict"], "fits");
  EXPECT_EQ(fits[0]["memory"]["weights_bytes"], 583699863552);
  EXPECT_EQ(fits[0]["memory"]["kv_bytes"], 8192 * 70272);
  EXPECT_EQ(fits[1]["verdict"], "does_not_fit");
  EXPECT_EQ(fits[2]["verdict"], "does_not_fit");
  EXPECT_TRUE(fits[2]["decode_tokens_per_second"]["likely"].is_null());
  EXPECT_EQ(fits[1]["counteroffer"]["installed_memory_bytes"], static_cast<long long>(1152 * kGiB));
}

TEST(Json, TheContextMovesTheKvCacheOnly) {
  const auto small =
      run(std::string(kServer) + " --json --quant q4_k_m --context 8192").json()["fits"][0]["memory"];
  const auto large = run(std::string(kServer) + " --json --quant q4_k_m --context 256k --kv-type q8_0")
                         .json()["fits"][0]["memory"];
  EXPECT_EQ(large["kv_bytes"], 262144LL * 37332);
  EXPECT_EQ(large["weights_bytes"], small["weights_bytes"]);
}

TEST(Json, OfEveryListIsValid) {
  expect_valid(run("models --json"));
  expect_valid(run("quants --json"));
}

TEST(Json, OfThisMachineIsValidAndTrue) {
  const Outcome outcome = run("probe --json");
  expect_valid(outcome);
  const auto memory = outcome.json()["machine"]["memory"];
  long long kilobytes = 0;
  std::ifstream meminfo("/proc/meminfo");
  for (std::string word; meminfo >> word;)
    if (word == "MemTotal:") meminfo >> kilobytes;
  EXPECT_NEAR(memory["total_bytes"].get<double>(), static_cast<double>(kilobytes) * 1024,
              static_cast<double>(kilobytes) * 10);
  EXPECT_LE(memory["usable_bytes"], memory["available_bytes"]);
}

TEST(Json, OfTheWholeRunIsValidAndReadBackGivesTheSameAnswer) {
  const std::string saved = temporary("run.json");
  const Outcome live = run("--json --quick");
  expect_valid(live);
  std::ofstream(saved) << live.out;
  const Outcome again = run("--json --machine " + saved + " --measurements " + saved);
  expect_valid(again);
  EXPECT_EQ(again.exit_code, live.exit_code);
  EXPECT_EQ(again.json()["fits"], live.json()["fits"]);
  EXPECT_EQ(again.json()["best"], live.json()["best"]);
}

}  // namespace
}  // namespace probellm::tests
