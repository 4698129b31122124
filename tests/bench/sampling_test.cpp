#include "bench/sampling.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

namespace probellm::bench {
namespace {

// A machine of two CPUs, both the team's, in which each sample takes `sample_time` and events happen at its
// samples.
struct World {
  core::Seconds now{100};
  core::Seconds sample_time{0.01};
  int samples = 0;
  double others = 0;
  double steal = 0;
  core::Seconds lost{0};
  double round_trip = 60e-9;
  double clock_hz = 3e9;
  double value = 5;
  std::function<void(World&)> event = [](World&) {};

  core::Seconds own{0};
  TeamTime team{};
  double idle_ticks = 0, steal_ticks = 0, all_ticks = 0;

  double sample() {
    ++samples;
    lost = {0};
    event(*this);
    now += sample_time;
    const double ticks = sample_time.value * 200;
    all_ticks += ticks;
    steal_ticks += ticks * steal;
    own += sample_time * 2 * (1 - others - steal);
    team.worked += sample_time;
    team.lost += lost;
    return value;
  }

  core::Activity activity() const {
    core::Activity seen;
    seen.all_ticks = core::Fact<double>::known(all_ticks, "test");
    seen.idle_ticks = core::Fact<double>::known(idle_ticks, "test");
    seen.steal_ticks = core::Fact<double>::known(steal_ticks, "test");
    return seen;
  }

  Observer observer() {
    return {[this] { return now += {1e-6}; },
            [this] { return activity(); },
            [this] { return own; },
            [this] { return team; },
            [this] {
              return core::MachineState{"here", {{0, 1, {round_trip}}}, 2, clock_hz};
            },
            2};
  }

  Samples take(const StoppingRule& rule) {
    StateLog log;
    const std::atomic<bool> stop{false};
    return take_samples(observer(), log, rule, stop, [this] { return sample(); });
  }
};

std::string words_of(const Samples& samples) {
  return samples.warnings.empty() ? "" : samples.warnings.front().text;
}

TEST(Sampling, StopsAtTheFloorOnceTheMedianIsKnown) {
  World world;
  const Samples samples = world.take({{1.0}, {100.0}});
  EXPECT_GE(samples.values.size(), 99U);
  EXPECT_LE(samples.values.size(), 112U);
  EXPECT_EQ(samples.discarded, 0);
  EXPECT_EQ(samples.state, "here");
  EXPECT_TRUE(samples.warnings.empty());
}

TEST(Sampling, StopsAtTheCeilingWhereTheMedianIsNever) {
  World world;
  world.event = [](World& w) { w.value *= 1.5; };
  const Samples samples = world.take({{0.1}, {3.0}});
  EXPECT_GE(samples.values.size(), 299U);
  EXPECT_LE(samples.values.size(), 301U);
}

TEST(Sampling, TakesNoSampleOnceStopped) {
  World world;
  StateLog log;
  const std::atomic<bool> stop{true};
  EXPECT_TRUE(take_samples(world.observer(), log, {}, stop, [&] { return world.sample(); }).values.empty());
}

TEST(Sampling, KeepsWhatItHasWhenStopped) {
  World world;
  StateLog log;
  std::atomic<bool> stop{false};
  const Samples samples = take_samples(world.observer(), log, {{1.0}, {100.0}}, stop, [&] {
    stop = world.samples == 2;
    return world.sample();
  });
  EXPECT_EQ(samples.values.size(), 3U);
}

TEST(Sampling, ThrowsAwayPassesInWhichAWorkerHadNoCpu) {
  World world;
  world.event = [](World& w) {
    const bool preempted = w.samples % 4 == 0;
    w.lost = {preempted ? 0.004 : 0.0};
    w.value = preempted ? 1 : 5;
  };
  const Samples samples = world.take({{1.0}, {1.0}});
  for (const double value : samples.values) EXPECT_EQ(value, 5);
  EXPECT_NEAR(samples.discarded, 25, 1);
  ASSERT_EQ(samples.warnings.size(), 1U);
  EXPECT_EQ(samples.warnings[0].best_grade, 'B');
}

TEST(Sampling, ThrowsAwayTheWindowInWhichOthersUsedTheCpus) {
  World world;
  world.event = [](World& w) {
    w.others = w.samples <= 40 ? 0.4 : 0;
    w.value = w.samples <= 40 ? 3 : 5;
  };
  const Samples samples = world.take({{1.0}, {1.0}});
  for (const double value : samples.values) EXPECT_EQ(value, 5);
  EXPECT_NEAR(samples.discarded, 40, 21);
}

TEST(Sampling, GoesOnUntilCleanPassesMeetTheRule) {
  World world;
  world.event = [](World& w) { w.steal = w.samples <= 150 ? 0.3 : 0; };
  const Samples samples = world.take({{1.0}, {10.0}});
  EXPECT_GT(world.samples, 150);
  EXPECT_LT(world.samples, 250);
  EXPECT_GE(samples.discarded, 150);
  EXPECT_NE(words_of(samples).find("busy host"), std::string::npos) << words_of(samples);
}

TEST(Sampling, KeepsDisturbedPassesOnlyWhereNoneIsClean) {
  World world;
  world.event = [](World& w) { w.others = 0.5; };
  const Samples samples = world.take({{1.0}, {2.0}});
  EXPECT_NEAR(static_cast<double>(samples.values.size()), 200, 2);
  EXPECT_EQ(samples.discarded, 0);
  ASSERT_EQ(samples.warnings.size(), 1U);
  EXPECT_EQ(samples.warnings[0].best_grade, 'F');
}

TEST(Sampling, SeesAShortDisturbanceRightBeforeItStops) {
  World world;
  world.event = [](World& w) { w.others = w.samples > 90 && w.samples <= 115 ? 0.9 : 0; };
  EXPECT_GT(world.take({{1.0}, {100.0}}).discarded, 0);
}

TEST(Sampling, ThrowsAwayWhatWasTakenInAnotherState) {
  World world;
  world.event = [](World& w) {
    w.round_trip = w.samples <= 50 ? 60e-9 : 320e-9;
    w.value = w.samples <= 50 ? 5 : 9;
  };
  const Samples samples = world.take({{1.0}, {1.0}});
  for (const double value : samples.values) EXPECT_EQ(value, 9);
  EXPECT_NEAR(static_cast<double>(samples.values.size()), 100, 5);
  EXPECT_NEAR(samples.discarded, 60, 5) << "with the window during which it changed";
  EXPECT_TRUE(samples.warnings.empty());
}

TEST(Sampling, JoinsWhatWasTakenInTheSameState) {
  World world;
  world.event = [](World& w) {
    const bool is_other = w.samples > 60 && w.samples <= 100;
    w.round_trip = is_other ? 320e-9 : 60e-9;
    w.value = is_other ? 9 : 5;
  };
  const Samples samples = world.take({{1.0}, {1.0}});
  for (const double value : samples.values) EXPECT_EQ(value, 5);
  EXPECT_NEAR(static_cast<double>(samples.values.size()), 100, 21);
}

TEST(Sampling, MakesUpForOtherStatesWithOneMoreCeilingAtMost) {
  World world;
  world.event = [](World& w) { w.round_trip = w.samples % 100 <= 50 ? 60e-9 : 320e-9; };
  const Samples samples = world.take({{1.0}, {1.0}});
  EXPECT_LE(world.samples, 205);
  EXPECT_GE(samples.values.size(), 40U);
  EXPECT_EQ(samples.values.size() + static_cast<std::size_t>(samples.discarded),
            static_cast<std::size_t>(world.samples));
}

TEST(Sampling, SaysThatTheStateNeverStayedLongEnough) {
  World world;
  world.event = [](World& w) { w.round_trip = w.round_trip > 100e-9 ? 60e-9 : 320e-9; };
  world.sample_time = {0.25};
  const Samples samples = world.take({{1.0}, {1.0}});
  EXPECT_FALSE(samples.values.empty());
  ASSERT_EQ(samples.warnings.size(), 1U);
  EXPECT_EQ(samples.warnings[0].best_grade, 'D');
  EXPECT_NE(words_of(samples).find("the CPUs kept moving"), std::string::npos) << words_of(samples);
}

TEST(Sampling, SaysThatTheClockFell) {
  World world;
  world.event = [](World& w) { w.clock_hz = w.samples > 50 ? 2.5e9 : 3e9; };
  const Samples samples = world.take({{1.0}, {1.0}});
  ASSERT_EQ(samples.warnings.size(), 1U);
  EXPECT_EQ(samples.warnings[0].best_grade, 'C');
  EXPECT_NE(words_of(samples).find("from 3000 to 2500 MHz"), std::string::npos) << words_of(samples);
}

TEST(Sampling, WarmsUpUntilItIsSteady) {
  const std::vector<double> times{0.136, 0.08, 0.06, 0.03, 0.022, 0.021, 0.02};
  std::size_t runs = 0;
  warm_up([&] { return times.at(runs++); });
  EXPECT_EQ(runs, 6u);
  runs = 0;
  warm_up([&] { return ++runs % 2 == 0 ? 1.0 : 2.0; });
  EXPECT_EQ(runs, 8u);
}

TEST(Sampling, NamesTheQuotaWhereItStopsTheThreads) {
  World world;
  world.event = [](World& w) { w.lost = {0.005}; };
  Observer observer = world.observer();
  observer.loss = Disturbance::Quota;
  StateLog log;
  const std::atomic<bool> stop{false};
  const Samples samples = take_samples(observer, log, {{0.1}, {0.2}}, stop, [&] { return world.sample(); });
  EXPECT_NE(words_of(samples).find("CPU quota"), std::string::npos) << words_of(samples);
}

}  // namespace
}  // namespace probellm::bench
