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
    EXPECT_NE(each.device.find("(CPU, fake driver,"), std::string::npos) << each.device;
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

TEST(GpuRows, OfATransferThatDidNotArriveFail) {
  const auto up = rows_of(gpu::Kind::Gpu, Fault::UploadsNothing);
  EXPECT_EQ(row(up, "vram.upload").status, core::Status::Failed);
  EXPECT_EQ(row(up, "vram.download").status, core::Status::Ok);
  EXPECT_EQ(row(up, "vram.both_ways").status, core::Status::Failed);
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::DownloadsNothing);
  EXPECT_EQ(row(rows, "vram.upload").status, core::Status::Ok);
  EXPECT_EQ(row(rows, "vram.download").status, core::Status::Failed);
  EXPECT_EQ(row(rows, "vram.both_ways").status, core::Status::Failed);
}

TEST(GpuRows, OfArithmeticAreThereAndChecked) {
  const auto rows = rows_of(gpu::Kind::Gpu);
  const auto& product = row(rows, "gpu.matmul.bf16");
  EXPECT_EQ(product.status, core::Status::Ok) << product.reason;
  EXPECT_EQ(product.unit, core::Unit::FlopRate);
  EXPECT_NE(product.variant.find("fake library"), std::string::npos);
  EXPECT_EQ(row(rows, "gpu.launch.wait").median, 9e-6);
  const auto wrong = rows_of(gpu::Kind::Gpu, Fault::WrongProducts);
  for (const char* id : {"gpu.matmul.bf16", "gpu.matmul.int8", "gpu.matmul.fp8"})
    EXPECT_EQ(row(wrong, id).status, core::Status::Failed) << id;
  const auto none = rows_of(gpu::Kind::Gpu, Fault::NoMatrices);
  EXPECT_EQ(row(none, "gpu.matmul.bf16").status, core::Status::Unsupported);
  EXPECT_EQ(row(none, "gpu.matmul.bf16").reason, "its matrix units have no BF16");
}

TEST(GpuRows, OfProductsWithExpertsNeedRoomForThem) {
  const auto rows = rows_of(gpu::Kind::Gpu);
  EXPECT_EQ(row(rows, "vram.gemv.bf16").status, core::Status::Skipped);
  const auto& product = row(rows, "vram.gemv.int4");
  EXPECT_EQ(product.status, core::Status::Ok) << product.reason;
  EXPECT_EQ(product.variant, "4 rows a warp, groups of 256");
  EXPECT_EQ(product.at.at("matrices"), 16);
  // 24 launches of 16 matrices of 2048 by 7168 weights of 4.5 bits.
  EXPECT_EQ(product.bytes_per_sample.value, std::int64_t{24} * 16 * 2048 * 7168 * 9 / 16);
  const auto wrong = rows_of(gpu::Kind::Gpu, Fault::WrongProducts);
  EXPECT_EQ(row(wrong, "vram.gemv.int4").status, core::Status::Failed);
}

TEST(GpuRows, OfAGpuThatOthersUseSayHowMuch) {
  core::Machine machine = machine_here();
  const Plan plan;
  const std::atomic<bool> stop{false};
  Session session = open_session(machine, plan, {}, stop);
  session.gpu_states = [] {
    core::GpuState state{"0000:c1:00.0", {"its power limit"}};
    state.busy = core::Fact<double>::known(0.42, "test");
    return std::vector{core::GpuState{"0000:41:00.0", {"heat"}}, state};
  };
  DeviceToMeasure wanted{std::make_unique<FakeDevice>(gpu::Kind::Gpu), 0, core::Bytes{130 << 20}};
  const auto rows = measure_device(wanted, session, {0.1});
  const auto& read = row(rows, "vram.read");
  EXPECT_EQ(read.quality.grade, 'D');
  const auto has = [&](const std::string& words) {
    const auto& reasons = read.quality.reasons;
    return std::any_of(reasons.begin(), reasons.end(),
                       [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
  };
  EXPECT_TRUE(has("3.8 GiB of its 4.0 GiB are taken by other programs"));
  EXPECT_TRUE(has("another program ran on it 42 % of the second before"));
  EXPECT_TRUE(has("its clock is held down by its power limit"));
  EXPECT_FALSE(has("heat"));
}

TEST(GpuRows, OfSeveralGpusHaveWhatTheyDoTogether) {
  const core::Machine machine = machine_here();
  const Plan plan;
  const std::atomic<bool> stop{false};
  const Session session = open_session(machine, plan, {}, stop);
  std::vector<DeviceToMeasure> devices;
  for (int i = 0; i < 2; ++i) {
    devices.push_back({std::make_unique<FakeDevice>(gpu::Kind::Gpu), i, core::Bytes{130 << 20}});
    measure_device(devices.back(), session, {0.1});
  }
  const auto rows = measure_together(devices, session, {60});
  const double one = (33 << 20) / (1e-3 / 128);
  EXPECT_NEAR(row(rows, "vram.read.at_once").median, 2 * one, 1);
  EXPECT_NEAR(row(rows, "vram.upload.at_once").median, 2 * (33 << 20) / 1e-2, 1);
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [](const auto& each) { return each.id == "vram.peer"; }),
            2);
  EXPECT_EQ(row(rows, "vram.peer").status, core::Status::Ok);
  EXPECT_EQ(row(rows, "vram.peer").variant, "straight");
}

TEST(GpuRows, OfOneGpuHaveNothingTogether) {
  const core::Machine machine = machine_here();
  const Plan plan;
  const std::atomic<bool> stop{false};
  const Session session = open_session(machine, plan, {}, stop);
  std::vector<DeviceToMeasure> devices;
  devices.push_back({std::make_unique<FakeDevice>(gpu::Kind::Gpu), 0, core::Bytes{130 << 20}});
  measure_device(devices.back(), session, {0.1});
  EXPECT_TRUE(measure_together(devices, session, {60}).empty());
}

TEST(GpuRows, OfADeviceThatIsGoneSayIt) {
  const auto rows = rows_of(gpu::Kind::Gpu, Fault::Gone);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].reason, "the device is gone");
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

TEST(ArraySizes, AreEightCachesAndLeaveAFifth) {
  const auto sizes = array_sizes(card(80, 50), kGiB * 70, kGiB);
  ASSERT_TRUE(sizes.ok());
  EXPECT_GE(sizes->each.value, 8 * (std::int64_t{50} << 20));
  EXPECT_GT(sizes->first.value, (kGiB * 40).value);
  for (const std::int64_t mib : {200, 500, 3000, 70000}) {
    const auto all = array_sizes(card(80, 0), core::Bytes{mib << 20}, kGiB);
    if (all) {
      EXPECT_LE((all->first + all->each * 2).value, (mib << 20) / 5 * 4) << mib;
      EXPECT_GE(all->first, all->each) << mib;
    }
  }
}

TEST(ArraySizes, OfAGpuInTheMachinesMemoryAreTheHostsShare) {
  gpu::DeviceInfo unified = card(64, 2);
  unified.is_unified = true;
  const auto sizes = array_sizes(unified, std::nullopt, core::Bytes{400 << 20});
  EXPECT_LE((sizes->first + sizes->each * 2).value, 400 << 20);
}

}  // namespace
}  // namespace probellm::bench
