#include "tests/probe/faults.h"

#include <algorithm>
#include <map>

#include "tests/qualify/policies.h"

namespace probellm::tests {
namespace {

using probe::Fault;

/// The rule of llm-server that is about what `probe` finds.
const std::map<std::string, std::string> kRules{{"channel-empty", "channels-full"},
                                                {"one-dimm-socket", "sockets-with-modules"},
                                                {"socket-without-memory", "sockets-with-memory"},
                                                {"channels-unbalanced", "channels-alike"},
                                                {"mixed-sizes", "dimm-sizes"},
                                                {"sockets-unbalanced", "sockets-alike"},
                                                {"mixed-speeds", "dimm-speeds-alike"},
                                                {"mixed-types", "dimm-types"},
                                                {"mixed-ranks", "dimm-ranks"},
                                                {"below-rated", "dimm-speed"},
                                                {"dimm-sum-differs", "memory-sum"},
                                                {"corrected-errors", "corrected-errors"},
                                                {"uncorrected-errors", "uncorrected-errors"}};

std::vector<core::Outcome> failing(const core::Machine& machine) {
  const core::Measurements measurements;
  const std::vector<qualify::AskedFit> fits;
  const core::Check check = qualify::check(shipped("llm-server"), {machine, measurements, fits}, nullptr);
  std::vector<core::Outcome> failed;
  for (const core::Outcome& outcome : check.outcomes)
    if (outcome.state == core::RuleState::Fail && outcome.rule.id != "memory-total")
      failed.push_back(outcome);
  return failed;
}

class CheckedFault : public testing::TestWithParam<Fault> {};

TEST_P(CheckedFault, FailsItsRuleWithARemedy) {
  const auto failed = failing(GetParam().machine());
  const auto rule = std::find_if(failed.begin(), failed.end(), [](const core::Outcome& outcome) {
    return outcome.rule.id == kRules.at(GetParam().id);
  });
  ASSERT_NE(rule, failed.end());
  EXPECT_NE(rule->remedy, "");
}

INSTANTIATE_TEST_SUITE_P(Seeded, CheckedFault, testing::ValuesIn(probe::kFaults),
                         [](const auto& fault) { return std::string(fault.param.name); });

TEST(HealthyServer, FailsNoRule) {
  for (const core::Outcome& outcome : failing(probe::machine_with(probe::two_sockets_of_twelve(), 2)))
    ADD_FAILURE() << outcome.rule.id;
}

TEST(SeededFaults, AreAtLeastTwenty) { EXPECT_GE(probe::kFaults.size(), 20u); }

}  // namespace
}  // namespace probellm::tests
