#include <gtest/gtest.h>

#include "bench/gpu/contents.h"
#include "gpu/cuda/cuda.h"
#include "tests/cuda_emulated/runtime.h"

namespace probellm::tests {
namespace {

using gpu::Kernel;

constexpr core::Bytes kEach{1 << 20};
constexpr std::uint64_t kWords = (1 << 20) / 4;

class Emulated : public testing::Test {
 protected:
  void SetUp() override {
    devices_ = std::move(gpu::cuda::open_devices().value());
    ASSERT_EQ(devices_.size(), 2u);
    for (auto& device : devices_) ASSERT_TRUE(device->allocate(kEach, kEach).ok());
  }
  void TearDown() override {
    emulated::fail_launch(-1);
    devices_.clear();
    EXPECT_EQ(emulated::taken_of(0) + emulated::taken_of(1), 0u) << "memory stays taken";
  }

  std::vector<std::unique_ptr<gpu::Device>> devices_;
};

TEST_F(Emulated, DevicesComeInTheOrderOfTheBus) {
  EXPECT_EQ(devices_[0]->info().pci_address, "0000:41:00.0");
  EXPECT_EQ(devices_[1]->info().pci_address, "0000:c1:00.0");
}

TEST_F(Emulated, CopiesGoFromEachToEachOther) {
  const std::uint32_t expected = bench::Contents(0).sum(0, kWords);
  for (const int from : {0, 1}) {
    auto& to = *devices_[static_cast<std::size_t>(1 - from)];
    ASSERT_TRUE(to.run({Kernel::Triad, 0, kEach}, {}).ok());
    const auto hop = devices_[static_cast<std::size_t>(from)]->copy_to(to, kEach);
    ASSERT_TRUE(hop.ok()) << hop.error().what;
    EXPECT_EQ(hop->is_direct, from == 1) << "as the emulated runtime says of CUDA's first device";
    EXPECT_EQ(to.run({Kernel::Read, 2, kEach}, {})->sum, expected);
  }
}

TEST_F(Emulated, AFaultStaysOnItsDeviceUntilThatIsClosed) {
  emulated::fail_launch(0);
  const auto failed = devices_[0]->run({Kernel::Read, 0, kEach}, {});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().what, "CUDA: a kernel: an illegal memory access was encountered");
  EXPECT_FALSE(devices_[0]->host_memory(kEach, true).ok() &&
               devices_[0]->transfer(gpu::Direction::Upload).ok());
  EXPECT_FALSE(devices_[0]->arithmetic()->launch(gpu::Launching::InGraph).ok());
  EXPECT_TRUE(devices_[1]->run({Kernel::Read, 0, kEach}, {}).ok());
  devices_[0].reset();
  devices_[0] = std::move(gpu::cuda::open_devices().value()[0]);
  EXPECT_TRUE(devices_[0]->allocate(kEach, kEach).ok());
  EXPECT_TRUE(devices_[0]->run({Kernel::Read, 0, kEach}, {}).ok());
}

TEST_F(Emulated, WhatIsTakenIsNotFree) {
  const auto free = devices_[0]->free_memory();
  ASSERT_TRUE(free.ok());
  EXPECT_LE(free->value, static_cast<std::int64_t>(emulated::kDeviceMemory) - 3 * kEach.value);
}

}  // namespace
}  // namespace probellm::tests
