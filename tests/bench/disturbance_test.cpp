#include "bench/disturbance.h"

#include <gtest/gtest.h>

namespace probellm::bench {
namespace {

core::Activity ticks(double all, double idle, double steal) {
  core::Activity activity;
  activity.all_ticks = core::Fact<double>::known(all, "test");
  activity.idle_ticks = core::Fact<double>::known(idle, "test");
  activity.steal_ticks = core::Fact<double>::known(steal, "test");
  return activity;
}

// One second of a machine of 4 CPUs of which a team has 2, both busy all the time.
std::optional<Disturbance> in_a_second(double idle, double steal) {
  const Look before{{10}, ticks(1000, 500, 7), {5}};
  const Look after{{11}, ticks(1400, 500 + idle, 7 + steal), {7}};
  return disturbance_between(before, after, 2);
}

bool kept(double worked, double lost) {
  return was_kept_from_cpu({{3}, {0.5}}, {{3 + worked}, {0.5 + lost}});
}

TEST(Disturbance, AQuietSecondIsClean) { EXPECT_EQ(in_a_second(200, 0), std::nullopt); }

TEST(Disturbance, OtherProcessesMayUseATenthOfTheTeamsCpus) {
  EXPECT_EQ(in_a_second(200 - 20, 0), std::nullopt);
  EXPECT_EQ(in_a_second(200 - 23, 0), Disturbance::Others);
}

TEST(Disturbance, TheHypervisorMayTakeATwentieth) {
  EXPECT_EQ(in_a_second(190, 10), std::nullopt);
  EXPECT_EQ(in_a_second(180, 15), Disturbance::Steal);
}

TEST(Disturbance, ThrottledCpusDisturb) {
  const auto throttled = [](double events) {
    core::Activity activity = ticks(1000, 500, 0);
    activity.throttle_events = core::Fact<double>::known(events, "test");
    return activity;
  };
  EXPECT_EQ(disturbance_between({{10}, throttled(3), {5}}, {{11}, throttled(4), {7}}, 2),
            Disturbance::Throttled);
  EXPECT_EQ(disturbance_between({{10}, throttled(3), {5}}, {{11}, throttled(3), {7}}, 2), std::nullopt);
}

TEST(Disturbance, RoundingOfTicksIsNone) {
  const Look before{{10}, ticks(1000, 500, 0), {5}};
  EXPECT_EQ(disturbance_between(before, {{10.02}, ticks(1004, 501, 1), {5.02}}, 2), std::nullopt);
}

TEST(Disturbance, IsUnknownWhereTheMachineDoesNotTell) {
  EXPECT_EQ(disturbance_between({{1}, {}, {1}}, {{2}, {}, {1}}, 2), std::nullopt);
  const Look still{{10}, ticks(0, 0, 0), {5}};
  EXPECT_EQ(disturbance_between(still, {{11}, ticks(0, 0, 0), {7}}, 2), std::nullopt);
}

TEST(Disturbance, AWorkerMayMissAFiftiethOfAPass) {
  EXPECT_FALSE(kept(0.010, 0.00019));
  EXPECT_TRUE(kept(0.010, 0.00021));
}

TEST(Disturbance, AnInterruptInAShortPassIsNone) {
  EXPECT_FALSE(kept(0.0001, 0.00004));
  EXPECT_TRUE(kept(0.0001, 0.001));
}

TEST(Disturbance, APassThatWasNotTimedIsNotJudged) { EXPECT_FALSE(kept(0, 0)); }

Tally tally_of(int clean, Disturbance by, int disturbed) {
  Tally tally;
  count(tally, std::nullopt, clean);
  count(tally, by, disturbed);
  return tally;
}

char grade_of(int clean, int disturbed) {
  const auto warning = warning_about(tally_of(clean, Disturbance::Others, disturbed));
  return warning ? warning->best_grade : 'A';
}

TEST(Disturbance, FewDisturbedPassesAreNotWorthAWord) {
  EXPECT_FALSE(warning_about({}).has_value());
  EXPECT_EQ(grade_of(20, 0), 'A');
  EXPECT_EQ(grade_of(18, 2), 'A');
}

TEST(Disturbance, TheMoreAreDisturbedTheLowerTheGrade) {
  EXPECT_EQ(grade_of(17, 3), 'B');
  EXPECT_EQ(grade_of(14, 6), 'C');
  EXPECT_EQ(grade_of(10, 10), 'C');
  EXPECT_EQ(grade_of(9, 11), 'D');
  EXPECT_EQ(grade_of(1, 99), 'D');
  EXPECT_EQ(grade_of(0, 1), 'F');
}

TEST(Disturbance, SaysWhoDisturbedAndWhatToDo) {
  EXPECT_EQ(warning_about(tally_of(8, Disturbance::Others, 12))->text,
            "12 of 20 passes disturbed by other processes on these CPUs: stop them and repeat");
  EXPECT_EQ(warning_about(tally_of(8, Disturbance::Preempted, 12))->text,
            "12 of 20 passes disturbed by other processes on these CPUs: stop them and repeat");
  EXPECT_NE(warning_about(tally_of(8, Disturbance::Steal, 12))->text.find("busy host"), std::string::npos);
  EXPECT_NE(warning_about(tally_of(8, Disturbance::Throttled, 12))->text.find("cooling"), std::string::npos);
  EXPECT_NE(warning_about(tally_of(8, Disturbance::Quota, 12))->text.find("CPU quota"), std::string::npos);
}

}  // namespace
}  // namespace probellm::bench
