#include <algorithm>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

/// A machine file with that memory, bandwidth in theory and, where not 0, free disk.
std::string machine_file(double gib, double free_disk_gb = 0) {
  nlohmann::json machine = {{"cpu", {{"cores", 32}}},
                            {"memory", {{"total_bytes", static_cast<long long>(gib * 1073741824)}}}};
  machine["memory"]["theoretical_bandwidth_bytes_per_second"] = {{"value", 5e11}, {"source", "test"}};
  if (free_disk_gb > 0)
    machine["disks"] = {{{"mount_point", "/"},
                         {"kind", {{"value", "nvme"}, {"source", "test"}}},
                         {"free_bytes", static_cast<long long>(free_disk_gb * 1e9)}}};
  const std::string path = temporary("machine.json");
  std::ofstream(path) << nlohmann::json{{"schema_version", 1}, {"machine", machine}};
  return path;
}

/// A measurements file whose read bandwidth has that grade.
std::string measurements_file(const std::string& grade) {
  const nlohmann::json row = {{"id", "memory.read"}, {"unit", "B/s"},     {"status", "ok"},
                              {"median", 4e11},      {"samples", {4e11}}, {"quality", {{"grade", grade}}}};
  const std::string path = temporary("measurements.json");
  std::ofstream(path) << nlohmann::json{{"schema_version", 1}, {"measurements", {row}}};
  return path;
}

TEST(ExitCode, Is0WhereItFits) { EXPECT_EQ(run(std::string(kServer) + " --quant q4_k_m").exit_code, 0); }

TEST(ExitCode, Is1WhereItOnlyStreams) {
  EXPECT_EQ(run("--quant q4_k_m --machine " + machine_file(128, 900)).exit_code, 1);
}

TEST(ExitCode, Is1WhereItIsTight) {
  EXPECT_EQ(run("--quant q4_k_m --machine " + machine_file(560)).exit_code, 1);
}

TEST(ExitCode, Is2ForBadInput) { EXPECT_EQ(run("--quant q9").exit_code, 2); }

TEST(ExitCode, Is3WhereItDoesNotFit) {
  EXPECT_EQ(run("--quant q8_0 --machine " + machine_file(768)).exit_code, 3);
}

TEST(ExitCode, Is4WhereItFitsAtAnUnknownSpeed) {
  const std::string path = temporary("machine.json");
  std::ofstream(path) << R"({"schema_version":1,"machine":{"memory":{"total_bytes":900000000000}}})";
  EXPECT_EQ(run("--quant q4_k_m --machine " + path).exit_code, 4);
}

TEST(ExitCode, Is5WhereTheBandwidthCannotBeTrusted) {
  const Outcome outcome = run(std::string(kServer) + " --measurements " + measurements_file("F"));
  EXPECT_EQ(outcome.exit_code, 5);
}

TEST(ExitCode, IsTheVerdictsWhereTheBandwidthIsForcedAndTheAnswerSaysSo) {
  const std::string arguments =
      std::string(kServer) + " --quant q4_k_m --force --measurements " + measurements_file("F");
  const Outcome outcome = run(arguments + " --json");
  EXPECT_EQ(outcome.exit_code, 0);
  expect_valid(outcome);
  const auto json = outcome.json();
  EXPECT_NE(json["best"]["sentence"].get<std::string>().find("forced: the memory read bandwidth"),
            std::string::npos);
  const auto assumptions = json["fits"][0]["assumptions"];
  EXPECT_TRUE(std::any_of(assumptions.begin(), assumptions.end(), [](const auto& assumption) {
    return assumption["source"] == "memory.read, grade F, forced";
  })) << assumptions;
  EXPECT_EQ(json["fits"][0]["forced"][0], "memory read bandwidth");
}

TEST(ExitCode, ForceChangesNothingOfABandwidthThatCanBeTrusted) {
  const std::string arguments =
      std::string(kServer) + " --json --quant q4_k_m --measurements " + measurements_file("B");
  EXPECT_EQ(run(arguments).json()["fits"], run(arguments + " --force").json()["fits"]);
}

TEST(ExitCode, Is3WhereItDoesNotFitHoweverFastItIs) {
  const Outcome outcome =
      run("--quant q8_0 --machine " + machine_file(768) + " --measurements " + measurements_file("F"));
  EXPECT_EQ(outcome.exit_code, 3);
}

TEST(ExitCode, Is0WhereTheBandwidthCanBeTrusted) {
  EXPECT_EQ(run(std::string(kServer) + " --measurements " + measurements_file("B")).exit_code, 0);
}

TEST(ExitCode, Is70WhereTheAnswerCannotBeWritten) {
  const Outcome outcome = run(std::string(kServer) + " >/dev/full; exit $?; true");
  EXPECT_EQ(outcome.exit_code, 70);
}

TEST(ExitCode, Is130WhereItIsInterruptedAndTheRowsSayWhy) {
  const Outcome outcome = run("bench --json", "timeout --preserve-status -s INT 1");
  EXPECT_EQ(outcome.exit_code, 130);
  expect_valid(outcome);
  EXPECT_EQ(outcome.json()["measurements"].back()["reason"], "interrupted");
}

TEST(ExitCode, ExitZeroTurnsVerdictsIntoZeroButNotMistakes) {
  EXPECT_EQ(run("--exit-zero --quant q8_0 --machine " + machine_file(768)).exit_code, 0);
  EXPECT_EQ(run("--exit-zero --quant q9").exit_code, 2);
}

TEST(ExitCode, IsInTheHelpText) {
  for (const char* command : {"", "fit", "probe", "bench"})
    EXPECT_NE(run(std::string(command) + " --help").out.find("Exit codes: 0 fits;"), std::string::npos)
        << command;
}

}  // namespace
}  // namespace probellm::tests
