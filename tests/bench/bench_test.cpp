#include "bench/bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "bench/cpu_rows.h"
#include "bench/memory/group_rows.h"
#include "bench/memory/memory_rows.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

using core::kMiB;

// Small enough for a test to touch; the rows say that they may be the caches'.
core::Machine small_machine() { return machine_of(cpus_here(), {64 * kMiB}, {32 * kMiB}); }

const core::Measurement* row_of(const core::Measurements& all, std::string_view id) {
  const auto row = std::find_if(all.rows.begin(), all.rows.end(), [&](const auto& r) { return r.id == id; });
  return row == all.rows.end() ? nullptr : &*row;
}

core::Result<core::Measurements> quick_run(const core::Machine& machine) {
  const std::atomic<bool> stop{false};
  Plan plan;
  plan.time = {0.2};
  return run(machine, plan, {}, {}, nullptr, stop);
}

TEST(Bench, RefusesAMachineThatIsNotLive) {
  auto machine = small_machine();
  machine.live = false;
  const auto all = quick_run(machine);
  ASSERT_FALSE(all.ok());
  EXPECT_EQ(all.error().kind, core::ErrorKind::Unsupported);
}

TEST(Bench, MeasuresEveryRowOfMemoryAndCpu) {
  const auto all = quick_run(small_machine());
  ASSERT_TRUE(all.ok());
  for (const auto id : {core::kMemoryReadOneThread, core::kMemoryRead, core::kMemoryWrite, core::kMemoryCopy,
                        core::kMemoryTriad, core::kBarrier, core::kFmaF32}) {
    const core::Measurement* row = core::find_ok(*all, id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_GT(row->median, 0) << id;
    EXPECT_FALSE(row->samples.empty()) << id;
    EXPECT_GT(row->threads, 0) << id;
  }
  EXPECT_EQ(core::find_ok(*all, core::kMemoryReadOneThread)->threads, 1);
  EXPECT_EQ(core::find_ok(*all, core::kBarrier)->unit, core::Unit::Time);
  EXPECT_EQ(core::find_ok(*all, core::kFmaF32)->unit, core::Unit::FlopRate);
}

TEST(Bench, GradesArraysThatFitTheCachesDAtBest) {
  const auto all = quick_run(small_machine());
  ASSERT_TRUE(all.ok());
  EXPECT_GE(core::find_ok(*all, core::kMemoryRead)->quality.grade, 'D');
}

TEST(Bench, SaysWhenItStartedInUtc) {
  const auto all = quick_run(small_machine());
  ASSERT_TRUE(all.ok());
  const std::string& at = all->context.started_at;
  ASSERT_EQ(at.size(), std::string("2026-01-01T00:00:00Z").size());
  EXPECT_EQ(at[10], 'T');
  EXPECT_EQ(at.back(), 'Z');
  EXPECT_GT(all->context.duration_seconds, 0);
}

TEST(Bench, SkipsEveryRowOnceStopped) {
  const std::atomic<bool> stop{true};
  const auto all = run(small_machine(), {}, {}, {}, nullptr, stop);
  ASSERT_TRUE(all.ok());
  for (const auto id : {core::kMemoryRead, core::kMemoryReadRandom, core::kBarrier, core::kDiskRead})
    EXPECT_NE(row_of(*all, id), nullptr) << id;
  for (const core::Measurement& row : all->rows) {
    EXPECT_EQ(row.status, core::Status::Skipped) << row.id;
    EXPECT_EQ(row.reason, "interrupted") << row.id;
  }
}

TEST(Bench, KeepsWhatItHasWhenStoppedHalfway) {
  std::atomic<bool> stop{false};
  Plan plan;
  plan.time = {0.2};
  const auto stop_at_copy = [&](std::string_view step, double) { stop = step == "memory write"; };
  const auto all = run(small_machine(), plan, {}, {}, stop_at_copy, stop);
  ASSERT_TRUE(all.ok());
  EXPECT_NE(core::find_ok(*all, core::kMemoryRead), nullptr);
  EXPECT_EQ(row_of(*all, core::kMemoryWrite)->status, core::Status::Skipped);
  EXPECT_EQ(row_of(*all, core::kMemoryCopy)->status, core::Status::Skipped);
}

TEST(Bench, TellsItsProgressFromNothingToAll) {
  const std::atomic<bool> stop{false};
  Plan plan;
  plan.time = {0.2};
  std::vector<double> fractions;
  ASSERT_TRUE(
      run(
          small_machine(), plan, {}, {}, [&](auto, double fraction) { fractions.push_back(fraction); }, stop)
          .ok());
  ASSERT_GE(fractions.size(), 9U);
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_EQ(fractions.front(), 0);
  EXPECT_LT(fractions.back(), 1);
}

std::vector<std::string> ids_of_only(const std::vector<std::string>& only) {
  const std::atomic<bool> stop{false};
  Plan plan;
  plan.depth = Depth::Quick;
  plan.time = {0.2};
  plan.only = only;
  const auto all = run(small_machine(), plan, {}, {}, nullptr, stop);
  std::vector<std::string> ids;
  for (const core::Measurement& row : all->rows) ids.push_back(row.id);
  return ids;
}

TEST(Bench, MeasuresOnlyWhatIsWantedWhateverTheDepth) {
  EXPECT_EQ(ids_of_only({"memory.scale"}), std::vector<std::string>{"memory.scale"});
  const std::vector<std::string> two = {"decode.layer.q3_k", "decode.layer.bf16"};
  const auto ids = ids_of_only(two);
  EXPECT_TRUE(std::is_permutation(ids.begin(), ids.end(), two.begin(), two.end())) << ids.size();
  for (const std::string& id : ids_of_only({"memory.read."}))
    EXPECT_TRUE(id.starts_with("memory.read.")) << id;
}

TEST(Bench, KnowsWhatCanBeWanted) {
  for (const char* id :
       {"memory.read", "memory.", "decode.", "decode.layer.", "decode.layer.q4_k", "disk.read"})
    EXPECT_TRUE(is_measured(id)) << id;
  for (const char* id : {"", ".", "memory", "memory.rea", "memory.raed.", "decode.layer.q9"})
    EXPECT_FALSE(is_measured(id)) << id;
}

TEST(Bench, SaysWhyNothingCouldBeMeasuredOnACpuThatIsRefused) {
  const auto all = quick_run(machine_of({100'000}, {64 * kMiB}, {32 * kMiB}));
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(row_of(*all, core::kMemoryRead)->status, core::Status::Failed);
  EXPECT_EQ(row_of(*all, core::kBarrier)->status, core::Status::Failed);
  EXPECT_NE(row_of(*all, core::kMemoryRead)->reason.find("CPU 100000"), std::string::npos);
}

TEST(Bench, AsksForVramOnlyWhereThereIsAGpu) {
  auto machine = small_machine();
  EXPECT_EQ(row_of(*quick_run(machine), core::kVramRead), nullptr);
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({core::Gpu{}}, "test");
  EXPECT_NE(row_of(*quick_run(machine), core::kVramRead), nullptr);
}

TEST(Bench, UsesNoMoreThreadsThanItsQuota) {
  core::Limits limits;
  limits.cpus = {0, 1, 2, 3};
  EXPECT_EQ(useful_threads(limits), 4);
  limits.cpu_quota = core::Fact<double>::known(1.5, "test");
  EXPECT_EQ(useful_threads(limits), 2);
  limits.cpu_quota = core::Fact<double>::known(0.1, "test");
  EXPECT_EQ(useful_threads(limits), 1);
  limits.cpu_quota = core::Fact<double>::known(64, "test");
  EXPECT_EQ(useful_threads(limits), 4);
  limits.cpus.clear();
  EXPECT_EQ(useful_threads(limits), 0);
}

TEST(Bench, GivesACpuThatIsListedTwiceOneThread) {
  const int cpu = cpus_here().front();
  const core::Machine machine = machine_of({cpu, cpu, cpu}, {64 * kMiB}, {32 * kMiB});
  const Plan plan;
  const std::atomic<bool> stop{false};
  const Session session = open_session(machine, plan, {}, stop);
  ASSERT_TRUE(session.team.ok());
  EXPECT_EQ(session.team.value()->cpus(), std::vector<int>{cpu});
}

TEST(Bench, SaysThatAQuotaOfPartOfACpuStopsItsThread) {
  core::Machine machine = small_machine();
  machine.limits.cpu_quota = core::Fact<double>::known(0.5, "test");
  const Plan plan;
  const std::atomic<bool> stop{false};
  Session session = open_session(machine, plan, {}, stop);
  const core::Measurement row = measure_barrier(session, {0.05});
  EXPECT_GE(row.quality.grade, 'D');
  const auto& reasons = row.quality.reasons;
  EXPECT_TRUE(std::any_of(reasons.begin(), reasons.end(), [](const std::string& reason) {
    return reason.find("the CPU quota stops these threads") != std::string::npos;
  }));
}

KernelSet set_that_does_nothing() {
  KernelSet lazy = best_kernel_set();
  static constexpr std::array kLazy = {
      StreamVariant{"lazy", 8, [](const Arrays&, double) -> std::uint64_t { return 0; }, Stores::Regular}};
  for (const KernelRow& row : kKernelTable) lazy.*row.variants = kLazy;
  lazy.fma_f32 = [](std::size_t, float, float) { return FmaResult{1, 0, 1}; };
  return lazy;
}

TEST(Bench, FailsTheRowOfAKernelThatIsWrong) {
  const core::Machine machine = small_machine();
  const Plan plan;
  const std::atomic<bool> stop{false};
  Session honest = open_session(machine, plan, {}, stop);
  prepare_arena(honest, {60});
  const KernelSet lazy = set_that_does_nothing();
  Session session{machine,
                  plan,
                  lazy,
                  &lazy.read.front(),
                  {},
                  stop,
                  monotonic_now,
                  std::move(honest.team),
                  std::move(honest.arena)};
  for (const KernelRow& kernel : kKernelTable) {
    const core::Measurement row = measure_kernel(session, kernel, {0.05});
    EXPECT_EQ(row.status, core::Status::Failed) << kernel.id;
    EXPECT_NE(row.reason.find("wrong result"), std::string::npos) << row.reason;
    EXPECT_EQ(row.median, 0) << kernel.id;
  }
  EXPECT_EQ(measure_one_thread_read(session, {0.05}).status, core::Status::Failed);
  EXPECT_EQ(measure_read_by_threads(session, {0.05}).front().status, core::Status::Failed);
  EXPECT_EQ(measure_fma_f32(session, {0.05}).status, core::Status::Failed);
}

}  // namespace
}  // namespace probellm::bench
