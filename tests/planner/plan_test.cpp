#include "planner/plan.h"

#include <algorithm>

#include "tests/planner/example.h"

namespace probellm::tests {
namespace {

using core::Verdict;

core::GpuSpec card() {
  return {"RTX 5090", "NVIDIA", {1792e9}, core::FlopsPerSecond{209.5e12}, core::Bytes{32 * core::kGiB}};
}

TEST(Plan, SaysWhatTheMachineDoesNow) {
  const auto plan = planner::plan(request_of(modules(12, 64)));
  EXPECT_EQ(plan->now.verdict, Verdict::Fits);
  EXPECT_EQ(plan->channels_filled, 12);
  EXPECT_DOUBLE_EQ(plan->bandwidth.value, 614.4e9);
}

TEST(Plan, PopulationsGrowAndEachHoldsMoreOrIsFasterThanTheSmallerOne) {
  const auto rows = planner::populations(request_of(modules(12, 16)));
  ASSERT_GE(rows->size(), 2U);
  for (std::size_t i = 1; i < rows->size(); ++i) {
    EXPECT_GE((*rows)[i].relative_size, (*rows)[i - 1].relative_size);
    EXPECT_TRUE((*rows)[i].total > (*rows)[i - 1].total ||
                (*rows)[i].decode_tokens_per_second->likely >
                    (*rows)[i - 1].decode_tokens_per_second->likely);
  }
  EXPECT_EQ(rows->front().verdict, Verdict::Fits);
}

TEST(Plan, TheSmallestPopulationHoldsTheModel) {
  for (const char* quant_id : {"q2_k", "q4_k_m", "q8_0"}) {
    const auto request = request_of(modules(12, 16), 1, quant_id);
    const auto rows = planner::populations(request);
    ASSERT_FALSE(rows->empty());
    const auto need = planner::plan(request)->now.memory.total;
    EXPECT_GE(rows->front().total, need);
  }
}

TEST(Plan, NamesTheChangeThatMakesItRun) {
  const auto plan = planner::plan(request_of(modules(12, 32)));
  EXPECT_EQ(plan->now.verdict, Verdict::DoesNotFit);
  const auto flip = std::find_if(plan->changes.begin(), plan->changes.end(),
                                 [](const core::Change& change) { return change.flips; });
  ASSERT_NE(flip, plan->changes.end());
  EXPECT_EQ(flip->what, "larger modules: 12x 48 GiB");
}

TEST(Plan, ATargetIsReachedByWhatIsFastEnough) {
  planner::Request request = request_of(modules(12, 64));
  request.gpus = {card()};
  request.target_tokens_per_second = 10;
  const auto plan = planner::plan(request);
  ASSERT_LT(plan->now.decode_tokens_per_second->likely, 10);
  for (const core::Change& change : plan->changes)
    EXPECT_EQ(change.flips,
              change.verdict != Verdict::DoesNotFit && change.decode_tokens_per_second->likely >= 10)
        << change.what;
}

TEST(Plan, EmptyChannelsAreTheFirstThingToFill) {
  const auto plan = planner::plan(request_of(modules(8, 96)));
  ASSERT_FALSE(plan->changes.empty());
  EXPECT_EQ(plan->changes.front().what, "fill every channel: 12x 96 GiB");
  EXPECT_GT(*plan->changes.front().times, 1);
}

TEST(Plan, AGpuForTheDensePathHelps) {
  planner::Request request = request_of(modules(12, 64));
  request.gpus = {card()};
  const auto plan = planner::plan(request);
  const auto gpu = std::find_if(plan->changes.begin(), plan->changes.end(),
                                [](const core::Change& change) { return change.what == "a GPU: RTX 5090"; });
  ASSERT_NE(gpu, plan->changes.end());
  EXPECT_GT(*gpu->times, 1.2);
}

TEST(Plan, RefusesModulesThatDoNotGoIn) {
  const auto plan = planner::plan(request_of(modules(12, 64, 3200, "DDR4")));
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind, core::ErrorKind::Malformed);
}

}  // namespace
}  // namespace probellm::tests
