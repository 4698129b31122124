#include "planner/purchases.h"

#include <algorithm>

#include "planner/machine.h"
#include "planner/plan.h"
#include "planner/slots.h"
#include "tests/planner/example.h"

namespace probellm::tests {
namespace {

core::Prices prices() {
  return {"EUR",
          {{"64GB DDR5-6400", 700}, {"48GB DDR5-6400", 500}, {"32GB DDR5-6400", 300}, {"RTX 5090", 2600}}};
}

core::MachineSpec with(int count, int gib) { return request_of(modules(count, gib)).spec; }

TEST(Purchases, OfMoreModulesOfTheSameKindAreTheRest) {
  const auto bought = planner::purchases(with(8, 64), with(12, 64));
  ASSERT_EQ(bought.size(), 1u);
  EXPECT_EQ(bought[0].count, 4);
  EXPECT_EQ(bought[0].what, "64GB DDR5-6400");
}

TEST(Purchases, OfAnotherKindReplaceAll) {
  const auto bought = planner::purchases(with(12, 32), with(12, 64));
  ASSERT_EQ(bought.size(), 1u);
  EXPECT_EQ(bought[0].count, 12);
}

TEST(Purchases, OfASecondSocketAreACpuAndItsModules) {
  core::MachineSpec two = with(24, 64);
  two.sockets = 2;
  const auto bought = planner::purchases(with(12, 64), two);
  ASSERT_EQ(bought.size(), 2u);
  EXPECT_EQ(bought[0].what, two.cpu.name);
  EXPECT_EQ(bought[1].count, 12);
}

TEST(Purchases, CostTheirSumOrNameWhatHasNoPrice) {
  EXPECT_EQ(planner::cost_of({{12, "64GB DDR5-6400"}, {1, "RTX 5090"}}, prices()).amount, 12 * 700 + 2600);
  const auto unknown = planner::cost_of({{1, "RTX 5090"}, {1, "NVMe"}}, prices());
  EXPECT_FALSE(unknown.amount);
  EXPECT_EQ(unknown.unpriced, "NVMe");
}

TEST(Prices, PutPopulationsInTheOrderOfMoney) {
  planner::Request request = request_of(modules(12, 16));
  request.prices = prices();
  const auto rows = planner::populations(request);
  double last = 0;
  int priced = 0;
  for (const core::PopulationRow& row : *rows)
    if (row.cost->amount) {
      EXPECT_GE(*row.cost->amount, last);
      last = *row.cost->amount;
      ++priced;
    }
  EXPECT_GT(priced, 0);
  EXPECT_TRUE(rows->front().cost->amount);
}

TEST(Prices, AreNotInventedWithoutAList) {
  const auto plan = planner::plan(request_of(modules(12, 32)));
  EXPECT_TRUE(plan->currency.empty());
  for (const core::Change& change : plan->changes) EXPECT_FALSE(change.cost);
  for (const core::PopulationRow& row : plan->populations) EXPECT_FALSE(row.cost);
}

TEST(Slots, HoldAllModulesSpreadOverSocketsAndChannels) {
  core::MachineSpec spec = with(23, 32);
  spec.sockets = 2;
  auto machine = planner::machine_of(spec);
  core::Memory& memory = machine.value().machine.memory;
  planner::put_into_slots(memory, *spec.memory, machine->running, spec.sockets);
  const auto& channels = memory.channels.each;
  ASSERT_EQ(channels.size(), 24u);
  EXPECT_EQ(memory.dimms->size(), 23u);
  const auto empty = std::find_if(channels.begin(), channels.end(),
                                  [](const core::Channel& channel) { return channel.dimms.empty(); });
  ASSERT_NE(empty, channels.end());
  EXPECT_EQ(empty->socket, 1);
  EXPECT_EQ(empty->name, "L");
  EXPECT_EQ(empty->empty_slots, std::vector<std::string>{"L1"});
}

}  // namespace
}  // namespace probellm::tests
