#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "report/check_github.h"
#include "report/check_junit.h"
#include "report/check_nagios.h"
#include "report/check_nfd.h"
#include "report/check_prometheus.h"
#include "report/check_sarif.h"
#include "report/check_text.h"
#include "report/policy_toml.h"
#include "tests/report/invented.h"

namespace probellm::tests {
namespace {

using namespace core;

Found number(Interval interval, std::string place = "") {
  Found found;
  found.place = std::move(place);
  found.number = interval;
  found.source = "a test";
  return found;
}

Outcome outcome(const char* id, const char* require, RuleState state, Dimension dimension,
                std::vector<Found> found, RuleSeverity severity = RuleSeverity::Error) {
  Outcome made{{id, require, {}, {}, {}, severity, "", 3}, state, dimension, std::move(found), {}, {}, {}};
  if (state == RuleState::Fail) made.remedy = "add modules | \"64 GiB\" <each>, 100 % alike";
  if (state == RuleState::Unknown) made.reason = "no table";
  if (state == RuleState::Untrusted) made.reason = "noisy";
  if (state == RuleState::NotChecked) made.reason = "not measured with --quick";
  return made;
}

/// A check with a rule in every state, of every unit.
Document document() {
  Document document;
  document.version = "1.2.3";
  document.generated_at = "2026-01-02T03:04:05Z";
  document.machine = invented_machine();
  document.machine->host.name = "node<1>";
  Check check{"pol\"icy", "dir/policy.toml", CheckDepth::Standard, {}, {}};
  constexpr double kGiBs = static_cast<double>(kGiB);
  Outcome share = outcome("speed", "dimms.configured_speed = rated", RuleState::Fail, Dimension::TransferRate,
                          {number({4.8e9, 4.8e9, 4.8e9}, "A1"), number({4.8e9, 4.8e9, 4.8e9}, "B1")},
                          RuleSeverity::Warning);
  share.wanted = 5.6e9;
  share.rule.target.kind = Target::Kind::ShareOfFact;
  check.outcomes = {
      outcome("cores", "cpu.cores >= 8", RuleState::Pass, Dimension::Count, {number({32, 32, 32})}),
      outcome("memory", "memory.total >= 768 GiB", RuleState::Fail, Dimension::Size,
              {number({700 * kGiBs, 700 * kGiBs, 700 * kGiBs})}),
      share,
      outcome("bandwidth", "bandwidth.read >= 300 GB/s", RuleState::Marginal, Dimension::ByteRate,
              {number({290e9, 310e9, 330e9})}),
      outcome("barrier", "barrier.time <= 5 us", RuleState::Untrusted, Dimension::Time,
              {number({1e-6, 2e-6, 3e-6})}),
      outcome("swap", "swap.used <= 1 GiB", RuleState::Unknown, Dimension::Size, {}),
      outcome("steal", "cpu.steal <= 10 %", RuleState::Pass, Dimension::Percent, {number({2.5, 2.5, 2.5})}),
      outcome("write", "bandwidth.write >= 1 GB/s", RuleState::NotChecked, Dimension::ByteRate, {}),
  };
  document.check = check;
  return document;
}

/// Holds a text against the file of golden/; UPDATE_GOLDEN=1 writes it there.
void expect_golden(const std::string& name, const std::string& text) {
  const auto path = std::filesystem::path(PROBELLM_SOURCE_DIR) / "tests/report/golden" / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    GTEST_SKIP() << name << " was rewritten";
  }
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(file), {}));
}

TEST(CheckText, HasALineForEachRule) {
  expect_golden("check.txt", report::check_text(*document().check, report::Colour::Never));
}

TEST(CheckJunit, HasACaseForEachRule) { expect_golden("check.xml", report::check_junit(document())); }

TEST(CheckGithub, AnnotatesWhatIsNotKept) { expect_golden("check.github", report::check_github(document())); }

TEST(CheckGithub, SummarisesInMarkdown) { expect_golden("check.md", report::check_md(document())); }

TEST(CheckSarif, HasAResultForEachRule) { expect_golden("check.sarif", report::check_sarif(document())); }

TEST(CheckPrometheus, HasBaseUnitsInItsNames) {
  expect_golden("check.prom", report::check_prometheus(document()));
}

TEST(CheckNfd, HasALabelForEachRule) {
  expect_golden("check.nfd", report::check_nfd(document(), "2026-01-03T03:04:05Z"));
}

TEST(CheckNfd, KeepsWithinTheLimitsOfLabels) {
  Document long_one = document();
  long_one.check->policy = std::string(100, '-') + std::string(100, 'p');
  const std::string text = report::check_nfd(long_one, "2026-01-03T03:04:05Z");
  const std::size_t at = text.find("policy=") + 7;
  EXPECT_LE(text.find('\n', at) - at, 63u);
}

TEST(CheckNagios, IsOneLineWithNumbersBehindTheOnlyBar) {
  expect_golden("check.nagios", report::check_nagios(document(), 2));
}

TEST(CheckPerfLines, AreInBaseUnits) { expect_golden("check.perf", report::check_perf_lines(document())); }

TEST(PolicyToml, AsksForWhatTheMachineHas) {
  Document made = document();
  made.measurements = Measurements{{}, {row_of("memory.read", 100e9)}};
  expect_golden("init.toml", report::policy_toml(made));
}

}  // namespace
}  // namespace probellm::tests
