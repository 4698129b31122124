#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bench/curve.h"
#include "bench/memory/file_mapping.h"
#include "bench/memory/group_rows.h"
#include "bench/memory/latency_rows.h"
#include "bench/memory/page_rows.h"
#include "tests/bench/folder.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

namespace fs = std::filesystem;
using core::kGiB;
using core::kMiB;
using core::Status;
using Rows = std::vector<core::Measurement>;

// Two workers on one CPU that lies in two caches and two nodes, so that any machine can stand for a large
// one.
core::Machine machine_of_two() {
  const int cpu = cpus_here().front();
  auto machine = machine_of({cpu, cpu}, {96 * kMiB}, {kMiB});
  machine.limits.cpus_by_cache = {{cpu}, {cpu}};
  for (const int node : {0, 1}) machine.numa.nodes.push_back({node, {}, {cpu}, {}});
  return machine;
}

class CurveRows : public FolderTest {
 protected:
  // A session with an arena, or without, which leaves the memory to others.
  Session session(const core::Machine& machine, Depth depth) {
    plan_.depth = depth;
    Session opened = open_session(machine, plan_, {}, stop_);
    // A run gives a CPU one worker only.
    opened.team = ThreadTeam::start(machine.limits.cpus);
    return opened;
  }
  Session session_with_arena(const core::Machine& machine, Depth depth) {
    Session opened = session(machine, depth);
    prepare_arena(opened, {60});
    return opened;
  }

  Plan plan_;
  std::atomic<bool> stop_{false};
};

void expect_numbers(const Rows& rows) {
  for (const core::Measurement& row : rows) {
    EXPECT_EQ(row.status, Status::Ok) << row.id << ": " << row.reason;
    EXPECT_GT(row.bytes_per_sample.value, 0) << row.id;
  }
}

TEST_F(CurveRows, ReadByOneThreadAndAll) {
  const auto machine = machine_of_two();
  Session opened = session_with_arena(machine, Depth::Full);
  const Rows rows = measure_read_by_threads(opened, {2});
  ASSERT_EQ(rows.size(), 2U);
  expect_numbers(rows);
  EXPECT_EQ(rows[0].threads, 1);
  EXPECT_EQ(rows[1].threads, 2);
}

TEST_F(CurveRows, ReadByEachCacheGroup) {
  const auto machine = machine_of_two();
  Session opened = session_with_arena(machine, Depth::Full);
  const Rows rows = measure_read_by_cache_group(opened, {2});
  ASSERT_EQ(rows.size(), 2U);
  expect_numbers(rows);
  EXPECT_EQ(rows[1].at.at("group"), 1);
}

TEST_F(CurveRows, ReadFromEveryNodeToEveryNodeInFull) {
  const auto machine = machine_of_two();
  Session opened = session_with_arena(machine, Depth::Full);
  const Rows rows = measure_read_by_node(opened, {2});
  ASSERT_EQ(rows.size(), 4U);
  expect_numbers(rows);
  EXPECT_EQ(rows[2].at.at("cpu_node"), 1);
  EXPECT_EQ(rows[2].at.at("memory_node"), 0);
  expect_numbers(measure_read_interleaved(opened, {1}));
}

TEST_F(CurveRows, ReadFromTheFirstNodeInNormal) {
  const auto machine = machine_of_two();
  Session opened = session_with_arena(machine, Depth::Normal);
  const Rows rows = measure_read_by_node(opened, {1});
  ASSERT_EQ(rows.size(), 2U);
  for (const core::Measurement& row : rows) EXPECT_EQ(row.at.at("cpu_node"), 0);
}

TEST_F(CurveRows, HaveNoGroupsNorNodesWhereThereIsOne) {
  auto machine = machine_of_two();
  machine.limits.cpus_by_cache.resize(1);
  machine.numa.nodes[1].cpus.clear();
  Session opened = session_with_arena(machine, Depth::Full);
  EXPECT_TRUE(measure_read_by_cache_group(opened, {1}).empty());
  EXPECT_TRUE(measure_read_by_node(opened, {1}).empty());
  EXPECT_TRUE(measure_read_interleaved(opened, {1}).empty());
}

TEST_F(CurveRows, ReadBlocksAtRandomOrSayThatTheArraysAreTooSmall) {
  const auto machine = machine_of_two();
  Session opened = session_with_arena(machine, Depth::Full);
  const Rows rows = measure_read_random(opened, {8});
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].status, Status::Skipped);
  EXPECT_NE(rows[0].reason.find("too small"), std::string::npos) << rows[0].reason;
  expect_numbers({rows.begin() + 1, rows.end()});
}

TEST_F(CurveRows, SkipWhatTheirTimeHasNoRoomFor) {
  const auto machine = machine_of_two();
  Session opened = session_with_arena(machine, Depth::Full);
  for (const core::Measurement& row : measure_read_random(opened, {0})) {
    EXPECT_EQ(row.status, Status::Skipped);
    EXPECT_NE(row.reason.find("time"), std::string::npos) << row.reason;
  }
}

TEST_F(CurveRows, ReadSmallPages) {
  const auto machine = machine_of(cpus_here(), {2 * kGiB}, {kMiB});
  Session opened = session(machine, Depth::Full);
  const core::Measurement row = measure_read_small_pages(opened, {4});
  expect_numbers({row});
  EXPECT_EQ(row.at.at("page_bytes"), static_cast<double>(base_page().value));
}

TEST_F(CurveRows, AllocateNoMoreThanTheirShare) {
  const auto machine = machine_of(cpus_here(), {64 * kMiB}, {kMiB});
  Session opened = session_with_arena(machine, Depth::Full);
  EXPECT_LT(room_left(opened).value, 16 * kMiB);
  EXPECT_EQ(measure_read_small_pages(opened, {1}).status, Status::Unsupported);
  EXPECT_EQ(measure_latency(opened, {1}).front().status, Status::Unsupported);
}

// An arena of 16 MiB, beside which as much again may be allocated.
TEST_F(CurveRows, HaveTheLatencyOfSetsOnBothPagesAndLeaveTheArenaAsItWas) {
  const auto small = machine_of(cpus_here(), {64 * kMiB}, {kMiB});
  Session opened = session_with_arena(small, Depth::Full);
  const auto large = machine_of(cpus_here(), {128 * kMiB}, {kMiB});
  Session roomy{large,
                plan_,
                opened.kernels,
                opened.read,
                {},
                stop_,
                opened.now,
                std::move(opened.team),
                std::move(opened.arena)};
  const Rows rows = measure_latency_ladder(roomy, {3});
  EXPECT_EQ(rows.front().status, Status::Ok) << rows.front().reason;
  std::set<std::pair<double, double>> places;
  for (const core::Measurement& row : rows) {
    // A loaded machine may have no time for the last ones.
    EXPECT_TRUE(row.status == Status::Ok || row.status == Status::Skipped) << row.reason;
    EXPECT_EQ(row.unit, core::Unit::Time);
    places.emplace(row.at.at("working_set_bytes"), row.at.at("page_bytes"));
  }
  EXPECT_EQ(places.size(), rows.size());
  for (const std::int64_t page : {kHugePage.value, base_page().value})
    EXPECT_TRUE(places.contains({static_cast<double>(4 * kMiB), static_cast<double>(page)})) << page;
  for (const ArenaPart& part : roomy.arena->parts)
    EXPECT_EQ(roomy.read->run(part.arrays, 0), part.expected_sum);
}

TEST_F(CurveRows, ReadAFileThroughItsMapping) {
  write("model.gguf", 16 * kMiB);
  fs::last_write_time(folder_ + "/model.gguf", fs::file_time_type::clock::now() - std::chrono::hours(1));
  auto machine = machine_of(cpus_here(), {1 * kGiB}, {kMiB});
  machine.disks.push_back({folder_, "", "ext4", {}, {}, {}});
  Session opened = session(machine, Depth::Full);
  expect_numbers({measure_read_file_mapping(opened, {4})});
}

TEST_F(CurveRows, SayWhatToDoWhereNoFileIsLargeEnoughToMap) {
  auto machine = machine_of(cpus_here(), {1 * kGiB}, {kMiB});
  machine.disks.push_back({folder_, "", "ext4", {}, {}, {}});
  Session opened = session(machine, Depth::Full);
  const core::Measurement row = measure_read_file_mapping(opened, {1});
  EXPECT_EQ(row.status, Status::Skipped);
  EXPECT_NE(row.reason.find("--weights DIR"), std::string::npos) << row.reason;
}

TEST_F(CurveRows, MapNoFileThatMayStillBeWritten) {
  write("growing", kMiB);
  const auto mapping = FileMapping::make(folder_ + "/growing", {kMiB});
  ASSERT_FALSE(mapping.ok());
  EXPECT_NE(mapping.error().what.find("ten minutes"), std::string::npos) << mapping.error().what;
}

}  // namespace
}  // namespace probellm::bench
