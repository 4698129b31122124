#include "tests/app/command.h"

namespace probellm::tests {
namespace {

/// A policy with that rule.
std::string policy(const std::string& require, const std::string& severity = "error") {
  const std::string path = temporary("policy.toml");
  std::ofstream(path) << "[[rule]]\nid = \"a\"\nrequire = \"" << require << "\"\nseverity = \"" << severity
                      << "\"\nremedy = \"mend it\"\n";
  return " --policy " + path + " ";
}

/// A measurements file whose read bandwidth is 400 GB/s, give or take 10 %, with that grade.
std::string measured(const std::string& grade) {
  const nlohmann::json row = {{"id", "memory.read"},
                              {"unit", "B/s"},
                              {"status", "ok"},
                              {"median", 4e11},
                              {"samples", {4e11}},
                              {"relative_spread", 0.1},
                              {"quality", {{"grade", grade}}}};
  const std::string path = temporary("measurements.json");
  std::ofstream(path) << nlohmann::json{{"schema_version", 1}, {"measurements", {row}}};
  return " --measurements " + path + " ";
}

Outcome check(const std::string& arguments) { return run(std::string("check ") + kServer + " " + arguments); }

TEST(Check, Is0WhereEveryRuleIsKept) { EXPECT_EQ(check(policy("memory.total >= 1 GiB")).exit_code, 0); }

TEST(Check, Is0WhereNoMeasurementCanTell) {
  const Outcome outcome = check("--json" + policy("bandwidth.read >= 390 GB/s") + measured("C"));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.json()["check"]["rules"][0]["state"], "marginal");
}

TEST(Check, Is1WhereOnlyAWarningIsNotKept) {
  EXPECT_EQ(check(policy("memory.total >= 2 TiB", "warning")).exit_code, 1);
}

TEST(Check, Is2ForAPolicyThatCannotBeReadAndSaysWhere) {
  const Outcome outcome = check(policy("memory.totl >= 2 TiB"));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "probe-llm: " + temporary("policy.toml") +
                             ":3: rule a: memory.totl: not known; the nearest is memory.total\n");
}

TEST(Check, Is2ForAModelThatIsNotKnown) {
  const Outcome outcome = check(policy("fit(kimi-k9, q4_k_m, 32k).verdict = fits"));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("policy.toml:3: rule a: fit(kimi-k9, q4_k_m, 32k): --model kimi-k9: not known"),
            std::string::npos)
      << outcome.err;
}

TEST(Check, Is2ForAShareOfABaselineWithoutOne) {
  EXPECT_EQ(check(policy("memory.total >= 0.9 of baseline")).exit_code, 2);
}

TEST(Check, Is3WhereARuleFailsAndSaysWhatToDo) {
  const Outcome outcome = check(policy("memory.total >= 2 TiB"));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.out.find("to do: mend it"), std::string::npos);
}

TEST(Check, Is3WhereAFitIsTooSlow) {
  EXPECT_EQ(check(policy("fit(kimi-k2.6, q4_k_m, 32k).decode.low >= 1000")).exit_code, 3);
}

TEST(Check, Is4WhereAFactIsUnknown) { EXPECT_EQ(check(policy("swap.used <= 1 GiB")).exit_code, 4); }

TEST(Check, Is4WhereNothingWasChecked) {
  EXPECT_EQ(check("--quick" + policy("soak.drift <= 5 %")).exit_code, 4);
}

TEST(Check, Is5WhereAMeasurementCannotBeTrusted) {
  EXPECT_EQ(check(policy("bandwidth.read >= 1 GB/s") + measured("F")).exit_code, 5);
}

TEST(Check, ExitZeroTurnsVerdictsIntoZeroButNotMistakes) {
  EXPECT_EQ(check("--exit-zero" + policy("memory.total >= 2 TiB")).exit_code, 0);
  EXPECT_EQ(check("--exit-zero" + policy("nothing >= 2 TiB")).exit_code, 2);
}

TEST(Check, EndsAsNagiosPluginsDo) {
  EXPECT_EQ(check("--nagios" + policy("memory.total >= 1 GiB")).exit_code, 0);
  EXPECT_EQ(check("--nagios" + policy("memory.total >= 2 TiB", "warning")).exit_code, 1);
  EXPECT_EQ(check("--nagios" + policy("memory.total >= 2 TiB")).exit_code, 2);
  EXPECT_EQ(check("--nagios" + policy("swap.used <= 1 GiB")).exit_code, 3);
  const Outcome mistake = check("--nagios --polcy x");
  EXPECT_EQ(mistake.exit_code, 3);
  EXPECT_EQ(mistake.out.substr(0, 10), "UNKNOWN - ");
}

TEST(Check, HoldsAgainstABaseline) {
  const std::string baseline = temporary("baseline.json");
  run("check --json --quick --policy ci-runner >" + baseline + "; true");
  EXPECT_EQ(check("--baseline " + baseline + policy("memory.total >= 0.97 of baseline")).exit_code, 0);
  EXPECT_EQ(check("--baseline " + baseline + policy("memory.total <= 0.01 of baseline")).exit_code, 3);
}

TEST(Check, PrintsAFormatInsteadOfItsOwnWhereThatIsAsked) {
  const Outcome outcome = run(std::string("check --junit - ") + kServer + policy("memory.total >= 2 TiB"));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_TRUE(outcome.out.starts_with("<?xml")) << outcome.out;
}

TEST(Check, WritesEveryFormatOfOneRun) {
  const std::string base = temporary("out.");
  const std::string summary = base + "summary";
  const Outcome outcome = run("check --json --github --perf-lines --junit " + base + "xml --sarif " + base +
                                  "sarif --prometheus " + base + "prom --nfd " + base + "nfd " + kServer +
                                  policy("memory.total >= 2 TiB"),
                              "GITHUB_STEP_SUMMARY=" + summary);
  EXPECT_EQ(outcome.exit_code, 3);
  expect_valid(outcome);
  for (const char* format : {"xml", "sarif", "prom", "nfd", "summary"})
    EXPECT_NE(text_of_file(base + format), "") << format;
  EXPECT_NE(outcome.err.find("::error file="), std::string::npos);
  EXPECT_NE(outcome.err.find("a=82"), std::string::npos);
}

TEST(Check, LeavesAFileThatIsNoPlainOneInItsPlace) {
  EXPECT_EQ(check("--junit /dev/null" + policy("memory.total >= 1 GiB")).exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(Check, SaysWhichFileCannotBeWrittenBesideItsAnswer) {
  const Outcome outcome = check("--junit /proc/check.xml" + policy("memory.total >= 1 GiB"));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "probe-llm: /proc/check.xml: can't be written\n");
}

TEST(Check, InitWritesAPolicyThatThisMachinePasses) {
  const std::string file = temporary("init.toml");
  EXPECT_EQ(run("check --quick --init " + file).exit_code, 0);
  EXPECT_EQ(run("check --quick --policy " + file).exit_code, 0);
}

TEST(Check, FailsAGpuWhoseLinkIsNarrow) {
  const Outcome outcome =
      run("check --json --policy gpu-node --root " PROBELLM_SOURCE_DIR "/tests/fixtures/gpu-at-x4");
  expect_valid(outcome);
  const auto document = outcome.json();
  for (const auto& rule : document["check"]["rules"])
    if (rule["id"] == "link-width") {
      EXPECT_EQ(rule["state"], "fail");
    }
}

TEST(Check, RefusesTwoDepths) { EXPECT_EQ(run("check --quick --soak 1h").exit_code, 2); }

TEST(Check, RefusesATimeWithoutAUnit) { EXPECT_EQ(run("check --soak 5").exit_code, 2); }

TEST(Check, ListsWhatRulesCanBeAbout) {
  EXPECT_NE(run("check --facts").out.find("memory.total "), std::string::npos);
}

TEST(Check, SaysWhatASoakSawWhereItIsInterrupted) {
  const Outcome outcome =
      run("check --json --soak 1h --policy ci-runner", "timeout --preserve-status -s INT 9");
  EXPECT_EQ(outcome.exit_code, 130);
  expect_valid(outcome);
  EXPECT_TRUE(outcome.json()["check"].contains("soak"));
}

}  // namespace
}  // namespace probellm::tests
