#include "bench/threads/machine_state.h"

#include <gtest/gtest.h>

#include <vector>

#include "bench/state_log.h"
#include "bench/threads/ping_pong.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

std::vector<core::CpuPair> trips(const std::vector<double>& nanoseconds) {
  std::vector<core::CpuPair> pairs;
  for (const double trip : nanoseconds)
    pairs.push_back({0, static_cast<int>(pairs.size()) + 1, {trip * 1e-9}});
  return pairs;
}

core::MachineState state_of(double speedup, const std::vector<double>& nanoseconds) {
  return {"", trips(nanoseconds), speedup, 3e9};
}

TEST(StateName, TellsTheThreeStatesOfAGuestApart) {
  EXPECT_EQ(state_name(2, 1.02, trips({27})), "one core");
  EXPECT_EQ(state_name(2, 1.97, trips({60})), "one cache group");
  EXPECT_EQ(state_name(2, 1.97, trips({320})), "different cache groups");
}

TEST(StateName, HoldsAMeshForOneGroupAndTwoAmdGroupsForDifferentOnes) {
  EXPECT_EQ(state_name(64, 60, trips({96, 102, 106})), "one cache group");
  EXPECT_EQ(state_name(16, 15, trips({34, 35, 168})), "different cache groups");
}

TEST(StateName, OneThreadHasNoOther) { EXPECT_EQ(state_name(1, 1, {}), "one thread"); }

TEST(StateName, ClaimsNothingWithoutARoundTrip) { EXPECT_EQ(state_name(2, 2, {}), ""); }

TEST(OtherState, IsSeenByTheRoundTripOrTheSpeedup) {
  EXPECT_TRUE(is_other_state(state_of(2, {60}), state_of(2, {320})));
  EXPECT_TRUE(is_other_state(state_of(2, {320}), state_of(2, {60})));
  EXPECT_TRUE(is_other_state(state_of(1, {27}), state_of(2, {27})));
  EXPECT_TRUE(is_other_state(state_of(8, {60, 60, 320}), state_of(8, {60, 320, 320})));
}

TEST(OtherState, IsNotNoise) {
  EXPECT_FALSE(is_other_state(state_of(2.3, {97}), state_of(1.75, {145})));
  EXPECT_FALSE(is_other_state(state_of(1, {}), state_of(1, {})));
}

TEST(OtherState, ComparesOnlyPairsThatBothLooksHave) {
  auto later = state_of(8, {60, 320});
  later.pairs.erase(later.pairs.begin());
  EXPECT_FALSE(is_other_state(state_of(8, {60, 320}), later));
}

TEST(LookAtState, MeasuresAClockAndASpeedup) {
  const auto team = ThreadTeam::start(cpus_here());
  ASSERT_TRUE(team.ok());
  const core::MachineState state = look_at_state(*team.value());
  EXPECT_GT(state.clock_hz, 1e7);
  EXPECT_GT(state.parallel_speedup, 0);
}

TEST(LookAtState, OfOneThreadHasNoPairs) {
  const auto team = ThreadTeam::start({cpus_here().front()});
  ASSERT_TRUE(team.ok());
  const core::MachineState state = look_at_state(*team.value());
  EXPECT_EQ(state.name, "one thread");
  EXPECT_TRUE(state.pairs.empty());
}

TEST(PingPong, EndsWhereTwoWorkersShareACpu) {
  const int cpu = cpus_here().front();
  const auto team = ThreadTeam::start({cpu, cpu, cpu});
  ASSERT_TRUE(team.ok());
  for (const core::CpuPair& pair : play_ping_pong(*team.value(), 16)) {
    EXPECT_EQ(pair.second, cpu);
    EXPECT_GT(pair.round_trip.value, 0);
  }
}

TEST(PingPong, PlaysNoMorePairsThanAsked) {
  const auto team = ThreadTeam::start(std::vector<int>(6, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  EXPECT_LE(play_ping_pong(*team.value(), 2).size(), 2U);
  EXPECT_TRUE(play_ping_pong(*team.value(), 0).empty());
}

// Looks at invented states, each of which takes `cost`.
class Looks {
 public:
  Looks(std::vector<core::MachineState> states, core::Seconds cost)
      : states_(std::move(states)), cost_(cost) {}

  void look(StateLog& log) {
    look_again(
        log, [this] { return now_; },
        [this] {
          now_ += cost_;
          return states_.at(taken_++);
        });
  }
  void pass(core::Seconds time) { now_ += time; }
  std::size_t taken() const { return taken_; }

 private:
  std::vector<core::MachineState> states_;
  core::Seconds cost_;
  core::Seconds now_{100};
  std::size_t taken_ = 0;
};

TEST(StateLog, CountsChanges) {
  Looks looks({state_of(2, {60}), state_of(2, {62}), state_of(2, {320}), state_of(1, {27})}, {0.002});
  StateLog log;
  for (int i = 0; i < 4; ++i) {
    looks.look(log);
    looks.pass({1});
  }
  EXPECT_EQ(looks.taken(), 4U);
  EXPECT_EQ(log.changes, 2);
  EXPECT_EQ(log.last->parallel_speedup, 1);
}

TEST(StateLog, TakesTheLookAfterOneRowForTheOneBeforeTheNext) {
  Looks looks({state_of(2, {60}), state_of(2, {60})}, {0.002});
  StateLog log;
  looks.look(log);
  looks.pass({0.01});
  looks.look(log);
  EXPECT_EQ(looks.taken(), 1U);
}

TEST(StateLog, SpendsATwentiethOfTheTimeAtMost) {
  Looks looks(std::vector<core::MachineState>(100, state_of(2, {60})), {0.03});
  StateLog log;
  for (int i = 0; i < 100; ++i) {
    looks.look(log);
    looks.pass({0.1});
  }
  EXPECT_LE(looks.taken(), 18U) << "of 10 s";
}

}  // namespace
}  // namespace probellm::bench
