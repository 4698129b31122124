#include "estimator/gpu_inputs.h"

#include <gtest/gtest.h>

#include "tests/estimator/example.h"

namespace probellm::estimator {
namespace {

using tests::measured;

core::Gpu card(const std::string& address, std::int64_t gib) {
  core::Gpu gpu;
  gpu.vendor = "NVIDIA";
  gpu.name = "card";
  gpu.pci_address = address;
  gpu.vram_total = core::Fact<core::Bytes>::known({gib << 30}, "test");
  gpu.vram_free = gpu.vram_total;
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({1e12}, "data sheet");
  gpu.matrix_rate = core::Fact<core::FlopsPerSecond>::known({1e15}, "data sheet");
  return gpu;
}

core::Measurement row(std::string_view id, core::Unit unit, double median, const std::string& device) {
  core::Measurement made = measured(id, unit, median);
  made.device = device;
  return made;
}

core::Assumption input(const core::Machine& machine, const core::Measurements& rows, Input which) {
  Inputs inputs;
  put_gpu_inputs(inputs, machine, {rows, Trust::Graded}, tests::question("int4").engine);
  return *inputs.of(which);
}

TEST(GpuInputs, AreTheDataSheetsWhereNothingWasMeasured) {
  core::Machine machine = tests::machine_with(std::int64_t{512} << 30);
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({card("0000:41:00.0", 24)}, "test");
  EXPECT_EQ(input(machine, {}, Input::VramBandwidth).basis, core::Basis::Spec);
  EXPECT_EQ(input(machine, {}, Input::MatrixRate).value.likely, 1e15);
}

TEST(GpuInputs, OfDifferentGpusAreEachItsOwn) {
  core::Machine machine = tests::machine_with(std::int64_t{512} << 30);
  machine.gpus =
      core::Fact<std::vector<core::Gpu>>::known({card("0000:41:00.0", 24), card("0000:c1:00.0", 72)}, "test");
  const core::Measurements rows{
      {},
      {row(core::kVramRead, core::Unit::ByteRate, 1e12, "#0 card (GPU, CUDA, 0000:41:00.0)"),
       row(core::kVramRead, core::Unit::ByteRate, 2e12, "#1 card (GPU, CUDA, 0000:c1:00.0)")}};
  const core::Assumption bandwidth = input(machine, rows, Input::VramBandwidth);
  EXPECT_EQ(bandwidth.basis, core::Basis::Measured);
  // 96 GiB in 24 / 1 + 72 / 2 of time.
  EXPECT_NEAR(bandwidth.value.likely, 1e12 * 96 / 60, 1);
  EXPECT_EQ(bandwidth.source, "vram.read of 2 GPUs, grade A or better");
}

TEST(GpuInputs, OfRowsWithoutAddressesAreTheFirst) {
  core::Machine machine = tests::machine_with(std::int64_t{512} << 30);
  machine.gpus =
      core::Fact<std::vector<core::Gpu>>::known({card("0000:41:00.0", 24), card("0000:c1:00.0", 72)}, "test");
  const core::Measurements rows{
      {}, {row(core::kVramRead, core::Unit::ByteRate, 1.5e12, "#0 card (GPU, OpenCL)")}};
  EXPECT_EQ(input(machine, rows, Input::VramBandwidth).value.likely, 1.5e12);
}

TEST(GpuInputs, OfMatricesHoldAMeasuredRateAgainstPaper) {
  core::Machine machine = tests::machine_with(std::int64_t{512} << 30);
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({card("0000:41:00.0", 24)}, "test");
  const core::Measurements rows{
      {}, {row(core::kMatrixBf16, core::Unit::FlopRate, 4e14, "#0 card (GPU, CUDA, 0000:41:00.0)")}};
  const core::Assumption rate = input(machine, rows, Input::MatrixRate);
  EXPECT_EQ(rate.basis, core::Basis::Measured);
  EXPECT_NEAR(rate.value.likely, 5e14, 1);
  EXPECT_LT(rate.value.low, 4.5e14);
  EXPECT_GT(rate.value.high, 5.5e14);
}

}  // namespace
}  // namespace probellm::estimator
