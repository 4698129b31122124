#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "bench/gpu/gpu_rows.h"
#include "bench/gpu/sizes.h"
#include "bench/session.h"
#include "tests/gpu/fake_device.h"

namespace probellm::bench {
namespace {

using tests::FakeDevice;
using Fault = FakeDevice::Fault;

constexpr core::Bytes kGiB{core::kGiB};

core::Machine machine_here() {
  core::Machine machine;
  machine.live = true;
  machine.limits.cpus = {0};
  machine.memory.usable = core::Fact<core::Bytes>::known(kGiB * 4, "test");
  return machine;
}

std::vector<core::Measurement> rows_of(gpu::Kind kind, Fault fault = Fault::None,
                                       std::optional<core::Bytes> free = core::Bytes{130 << 20}) {
  const core::Machine machine = machine_here();
  const Plan plan;
  const std::atomic<bool> stop{false};
  const Session session = open_session(machine, plan, {}, stop);
  DeviceToMeasure wanted{std::make_unique<FakeDevice>(kind, fault), 0, free};
  return measure_device(wanted, session, {60});
}

const core::Measurement& row(const std::vector<core::Measurement>& rows, const std::string& id) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.id == id; });
  EXPECT_NE(found, rows.end()) << id;
  return *found;
}

TEST(GpuRows, HaveTheFastestShapeAndTheBytesItMoved) {
  const auto rows = rows_of(gpu::Kind::Gpu);
  const auto& read = row(rows, "vram.read");
  EXPECT_EQ(read.status, core::Status::Ok);
  EXPECT_NE(read.variant.find("groups of 512"), std::string::npos) << read.variant;
  EXPECT_EQ(row(rows, "vram.triad").bytes_per_sample.value, 3 * read.bytes_per_sample.value);
  EXPECT_NEAR(read.median, static_cast<double>(read.bytes_per_sample.value) / (1e-3 / 512), 1);
}

TEST(GpuRows, OfACpuAreNeverVram) {
  for (const core::Measurement& each : rows_of(gpu::Kind::Cpu)) {
    EXPECT_EQ(each.id.find("vram."), std::string::npos) << each.id;
    EXPECT_NE(each.device.find("(CPU, fake driver)"), std::string::npos) << each.device;
  }
}

TEST(GpuRows, OfADeviceThatReadsWrongFail) {
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::WrongSum);
  EXPECT_EQ(row(rows, "vram.read").status, core::Status::Failed);
}

TEST(GpuRows, OfADeviceThatWritesNothingFail) {
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::WritesNothing);
  EXPECT_EQ(row(rows, "vram.read").status, core::Status::Ok);
  EXPECT_EQ(row(rows, "vram.copy").status, core::Status::Failed);
  EXPECT_EQ(row(rows, "vram.copy").reason, "the device wrote something else than was asked");
}

TEST(GpuRows, GoOnBehindTheOneThatFails) {
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::FailsInGather);
  EXPECT_EQ(row(rows, "vram.gather").status, core::Status::Failed);
  EXPECT_EQ(row(rows, "vram.gather").reason, "the device is gone");
  EXPECT_EQ(row(rows, "vram.download").status, core::Status::Ok);
}

TEST(GpuRows, SayThatMemoryCannotBeHad) {
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::Allocation);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].status, core::Status::Failed);
  EXPECT_EQ(rows[0].reason, "out of memory");
}

TEST(GpuRows, AreSkippedOnABusyDevice) {
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::None, core::Bytes{10 << 20});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].status, core::Status::Skipped);
  EXPECT_NE(rows[0].reason.find("10 MiB are free on it"), std::string::npos) << rows[0].reason;
}

gpu::DeviceInfo card(std::int64_t gib, std::int64_t cache_mib) {
  return {"card", "driver", gpu::Kind::Gpu, false, {gib << 30}, {gib << 30}, {cache_mib << 20}, 100};
}

TEST(ArraySize, IsEightCachesAndLeavesAFifth) {
  const auto size = array_size(card(80, 50), kGiB * 70, kGiB);
  ASSERT_TRUE(size.ok());
  EXPECT_GE(size->value, 8 * (std::int64_t{50} << 20));
  for (const std::int64_t mib : {200, 500, 3000, 70000}) {
    const auto each = array_size(card(80, 0), core::Bytes{mib << 20}, kGiB);
    EXPECT_TRUE(!each || 3 * each->value <= (mib << 20) / 5 * 4) << mib;
  }
}

TEST(ArraySize, OfAGpuInTheMachinesMemoryIsTheHostsShare) {
  gpu::DeviceInfo unified = card(64, 2);
  unified.is_unified = true;
  EXPECT_LE(array_size(unified, std::nullopt, core::Bytes{400 << 20})->value * 3, 400 << 20);
}

}  // namespace
}  // namespace probellm::bench
