#include "qualify/check.h"

#include "qualify/subjects.h"
#include "tests/qualify/policies.h"
#include "tests/report/invented.h"

namespace probellm::tests {
namespace {

using core::RuleState;

core::Machine server() {
  core::Machine machine;
  machine.memory.total = core::Fact<core::Bytes>::known({768 * core::kGiB}, "a test");
  machine.memory.installed = core::Fact<core::Bytes>::known({768 * core::kGiB}, "a test");
  machine.memory.theoretical_bandwidth = core::Fact<core::BytesPerSecond>::known({400e9}, "a test");
  machine.system.governor = core::Fact<std::string>::known("performance", "a test");
  machine.cpu.isa = {"avx2", "fma"};
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({}, "a test");
  return machine;
}

/// Memory that is read so fast, give or take 10 %.
core::Measurements read_at(double rate, char grade = 'C') {
  core::Measurement row = row_of("memory.read", rate);
  row.spread = 0.1;
  row.quality.grade = grade;
  return {{}, {row}};
}

TEST(Rule, PassesWhereItsNumberIsEnough) {
  EXPECT_EQ(outcome_of("memory.total >= 768 GiB", server()).state, RuleState::Pass);
}

TEST(Rule, FailsWhereItIsNotAndSaysWhatToDo) {
  const core::Outcome outcome = outcome_of("memory.total >= 769 GiB", server());
  EXPECT_EQ(outcome.state, RuleState::Fail);
  EXPECT_EQ(outcome.remedy, "mend it");
  EXPECT_EQ(outcome.wanted, 769.0 * core::kGiB);
}

TEST(Rule, ComparesInEveryWay) {
  for (const char* kept : {"memory.total <= 768 GiB", "memory.total = 768 GiB", "memory.total != 1 GiB",
                           "memory.total > 767 GiB", "memory.total < 769 GiB", "memory.total ≥ 700 GiB",
                           "memory.total ≤ 0.8 TiB", "memory.total ≠ 700 GiB"})
    EXPECT_EQ(outcome_of(kept, server()).state, RuleState::Pass) << kept;
  for (const char* broken : {"memory.total <= 767 GiB", "memory.total = 767 GiB", "memory.total != 768 GiB",
                             "memory.total > 768 GiB", "memory.total < 768 GiB"})
    EXPECT_EQ(outcome_of(broken, server()).state, RuleState::Fail) << broken;
}

TEST(Rule, ComparesWords) {
  EXPECT_EQ(outcome_of("cpu.governor = performance", server()).state, RuleState::Pass);
  EXPECT_EQ(outcome_of("cpu.governor != performance", server()).state, RuleState::Fail);
}

TEST(Rule, LooksForAWordInAList) {
  EXPECT_EQ(outcome_of("cpu.isa has fma", server()).state, RuleState::Pass);
  EXPECT_EQ(outcome_of("cpu.isa has amx_int8", server()).state, RuleState::Fail);
}

TEST(Rule, TakesAShareOfAnotherFact) {
  EXPECT_EQ(outcome_of("memory.total >= 95 % of memory.installed", server()).state, RuleState::Pass);
  EXPECT_EQ(outcome_of("memory.total = rated", server()).state, RuleState::Pass);
  EXPECT_EQ(outcome_of("memory.total >= 1.5 of rated", server()).state, RuleState::Fail);
}

TEST(Rule, IsUnknownWhereTheFactIsAndNeverPasses) {
  const core::Outcome outcome = outcome_of("swap.used <= 1 GiB", server());
  EXPECT_EQ(outcome.state, RuleState::Unknown);
  EXPECT_EQ(outcome.reason, "not looked for");
}

TEST(Rule, IsUnknownWhereTheFactThatItIsAShareOfIs) {
  core::Machine machine = server();
  machine.memory.theoretical_bandwidth = core::Fact<core::BytesPerSecond>::absent("no modules are known");
  const core::Outcome outcome = outcome_of("bandwidth.read >= 85 % of theoretical", machine, read_at(300e9));
  EXPECT_EQ(outcome.state, RuleState::Unknown);
  EXPECT_EQ(outcome.reason, "memory.theoretical isn't known: no modules are known");
}

TEST(Rule, HoldsTheWholeIntervalAgainstItsTarget) {
  const char* rule = "bandwidth.read >= 75 % of theoretical";  // 300 GB/s
  EXPECT_EQ(outcome_of(rule, server(), read_at(340e9)).state, RuleState::Pass);
  EXPECT_EQ(outcome_of(rule, server(), read_at(310e9)).state, RuleState::Marginal);
  EXPECT_EQ(outcome_of(rule, server(), read_at(290e9)).state, RuleState::Marginal);
  EXPECT_EQ(outcome_of(rule, server(), read_at(260e9)).state, RuleState::Fail);
}

TEST(Rule, TrustsNoMeasurementOfGradeF) {
  EXPECT_EQ(outcome_of("bandwidth.read >= 1 GB/s", server(), read_at(300e9, 'F')).state,
            RuleState::Untrusted);
}

TEST(Rule, OnAMeasurementIsUnknownWithoutItAndNotCheckedWhereNoneWasWanted) {
  const char* rule = "bandwidth.read >= 1 GB/s";
  EXPECT_EQ(outcome_of(rule, server()).state, RuleState::Unknown);
  EXPECT_EQ(outcome_of(rule, server(), {}, core::CheckDepth::Quick).state, RuleState::NotChecked);
}

TEST(Rule, OfPartsThatTheMachineHasNoneOfIsNotChecked) {
  EXPECT_EQ(outcome_of("gpus.vram >= 16 GiB", server()).state, RuleState::NotChecked);
  EXPECT_EQ(outcome_of("gpus.count >= 1", server()).state, RuleState::Fail);
}

TEST(Rule, HoldsEachPartAgainstItsOwnRatingAndNamesThoseThatFail) {
  core::Machine machine = server();
  core::Gpu good;
  good.name = "GPU";
  good.pci_address = "1";
  good.link.lanes = good.link.most_lanes = core::Fact<int>::known(16, "a test");
  core::Gpu bad = good;
  bad.pci_address = "2";
  bad.link.lanes = core::Fact<int>::known(4, "a test");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({good, bad}, "a test");
  const core::Outcome outcome = outcome_of("gpus.link.width = rated", machine);
  EXPECT_EQ(outcome.state, RuleState::Fail);
  ASSERT_EQ(outcome.found.size(), 1u);
  EXPECT_EQ(outcome.found.front().place, "GPU 2");
}

TEST(Rule, HoldsAgainstABaseline) {
  const auto policy = policy_of("bandwidth.read >= 0.97 of baseline");
  const core::Machine machine = server();
  const core::Measurements now = read_at(350e9), then = read_at(500e9);
  const std::vector<qualify::AskedFit> fits;
  const qualify::Facts facts{machine, now, fits}, baseline{machine, then, fits};
  EXPECT_EQ(qualify::check(*policy, facts, &baseline).outcomes.front().state, RuleState::Fail);
  EXPECT_EQ(qualify::check(*policy, facts, &facts).outcomes.front().state, RuleState::Marginal);
  EXPECT_EQ(qualify::check(*policy, facts, nullptr).outcomes.front().state, RuleState::Unknown);
}

TEST(Rule, HoldsAFitAgainstItsTarget) {
  const auto policy = policy_of("fit(kimi-k2.6,q4_k_m,  32k).decode.low >= 8");
  ASSERT_TRUE(policy.ok()) << policy.error().what;
  core::Fit fit;
  fit.decode_tokens_per_second = core::Interval{7, 9, 12};
  const std::vector<qualify::AskedFit> fits{{qualify::asked_fits(*policy).front(), fit}};
  const core::Machine machine = server();
  const core::Measurements none;
  EXPECT_EQ(fits.front().asked, "kimi-k2.6, q4_k_m, 32k");
  EXPECT_EQ(qualify::check(*policy, {machine, none, fits}, nullptr).outcomes.front().state, RuleState::Fail);
}

TEST(Rule, EverySubjectHasAnAnswerOnAnEmptyMachine) {
  const core::Machine machine;
  const core::Measurements none;
  const std::vector<qualify::AskedFit> fits;
  for (const qualify::SubjectRow& row : qualify::subjects())
    for (const core::Found& found : row.find({machine, none, fits}, "mixed-sizes"))
      EXPECT_TRUE(found.number || !found.word.empty() || !found.reason.empty()) << row.name;
}

}  // namespace
}  // namespace probellm::tests
