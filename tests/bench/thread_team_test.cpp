#include "bench/threads/thread_team.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <vector>

#include "bench/threads/cpu_time.h"
#include "bench/threads/spin_barrier.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

TEST(ThreadTeam, RunsEachWorkerOnItsCpu) {
  const std::vector<int> cpus = cpus_here();
  const auto team = ThreadTeam::start(cpus);
  ASSERT_TRUE(team.ok());
  std::vector<int> seen(cpus.size(), -1);
  team.value()->run(team.value()->size(),
                    [&](int worker) { seen[static_cast<std::size_t>(worker)] = sched_getcpu(); });
  EXPECT_EQ(seen, cpus);
}

TEST(ThreadTeam, RunsOnlyTheFirstWorkersAndCanBeUsedAgain) {
  const auto team = ThreadTeam::start(std::vector<int>(4, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  for (const int threads : {1, 3, 4, 2}) {
    std::vector<int> runs(4, 0);
    team.value()->run(threads, [&](int worker) { ++runs[static_cast<std::size_t>(worker)]; });
    EXPECT_EQ(std::count(runs.begin(), runs.begin() + threads, 1), threads);
    EXPECT_EQ(std::count(runs.begin() + threads, runs.end(), 0), 4 - threads);
  }
}

TEST(ThreadTeam, SaysWhichCpuTheKernelRefuses) {
  const auto team = ThreadTeam::start({cpus_here().front(), 100'000});
  ASSERT_FALSE(team.ok());
  EXPECT_NE(team.error().what.find("CPU 100000"), std::string::npos) << team.error().what;
}

TEST(ThreadTeam, RefusesNoCpus) { EXPECT_FALSE(ThreadTeam::start({}).ok()); }

TEST(ThreadTeam, TimesWorkOfAllWorkers) {
  const auto team = ThreadTeam::start(std::vector<int>(3, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  std::atomic<int> runs{0};
  EXPECT_GT(team.value()->timed(3, [&](int) { ++runs; }).value, 0);
  EXPECT_EQ(runs, 3);
}

// Each worker needs more CPU time than one CPU has in what is said to have passed, unless all of it is
// counted.
TEST(ThreadTeam, MoreThreadsThanCpusDoNotSeemFaster) {
  constexpr int kThreads = 16;
  const auto team = ThreadTeam::start(std::vector<int>(kThreads, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  std::vector<double> needed(kThreads);
  const core::Seconds passed = team.value()->timed(kThreads, [&](int worker) {
    const core::Seconds before = thread_cpu_time();
    while ((thread_cpu_time() - before).value < 0.001) {
    }
    needed[static_cast<std::size_t>(worker)] = (thread_cpu_time() - before).value;
  });
  EXPECT_GE(passed.value, 0.99 * std::accumulate(needed.begin(), needed.end(), 0.0));
}

TEST(ThreadTeam, CountsWhatItsWorstWorkerLost) {
  constexpr int kThreads = 4;
  const auto team = ThreadTeam::start(std::vector<int>(kThreads, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  const core::Seconds passed = team.value()->timed(kThreads, [&](int) {
    const core::Seconds before = thread_cpu_time();
    while ((thread_cpu_time() - before).value < 0.001) {
    }
  });
  EXPECT_EQ(team.value()->time().worked, passed);
  EXPECT_GT(team.value()->time().lost.value, 0.002) << "three others had the same CPU for 1 ms each";
}

TEST(SpinBarrier, HoldsMoreThreadsThanCpusTogether) {
  constexpr int kThreads = 5;
  constexpr int kRounds = 20;
  const auto team = ThreadTeam::start(std::vector<int>(kThreads, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  SpinBarrier barrier(kThreads);
  std::atomic<int> arrived{0};
  std::atomic<int> early{0};
  team.value()->run(kThreads, [&](int) {
    for (int round = 1; round <= kRounds; ++round) {
      ++arrived;
      barrier.wait();
      if (arrived < round * kThreads) ++early;
      barrier.wait();
    }
  });
  EXPECT_EQ(early, 0);
  EXPECT_EQ(arrived, kThreads * kRounds);
}

TEST(SpinBarrier, PublishesWhatWasWrittenBefore) {
  const auto team = ThreadTeam::start(std::vector<int>(2, cpus_here().front()));
  ASSERT_TRUE(team.ok());
  SpinBarrier barrier(2);
  std::vector<int> written(2, 0), seen(2, 0);
  team.value()->run(2, [&](int worker) {
    const auto mine = static_cast<std::size_t>(worker);
    written[mine] = 7 + worker;
    barrier.wait();
    seen[mine] = written[1 - mine];
  });
  EXPECT_EQ(seen, (std::vector<int>{8, 7}));
}

TEST(SpinBarrier, LetsASingleThreadPass) {
  SpinBarrier barrier(1);
  barrier.wait();
  barrier.wait();
}

}  // namespace
}  // namespace probellm::bench
