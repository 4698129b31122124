#include <gtest/gtest.h>

#include <numeric>

#include "gpu/device.h"

namespace probellm::tests {
namespace {

TEST(OpenCl, SaysWhyThereIsNoDevice) {
  const auto devices = gpu::open_devices();
  EXPECT_TRUE(!devices.all.empty() || !devices.reasons.empty());
}

class OnADevice : public testing::Test {
 protected:
  void SetUp() override {
    auto devices = gpu::open_devices();
    if (devices.all.empty()) GTEST_SKIP() << "no driver shows a device";
    device_ = std::move(devices.all.front());
    ASSERT_TRUE(device_->allocate(kSize, kSize).ok());
  }

  static std::uint32_t sum(int array, std::uint64_t first, std::uint64_t words) {
    std::uint32_t sum = 0;
    for (std::uint64_t i = first; i < first + words; ++i) sum += gpu::word_at(array, i);
    return sum;
  }

  static constexpr core::Bytes kSize{4 << 20};
  static constexpr std::uint64_t kWords = (4 << 20) / 4;
  std::unique_ptr<gpu::Device> device_;
};

TEST_F(OnADevice, EveryShapeReadsAllOfAnArray) {
  for (const auto sharing : {gpu::Sharing::Turns, gpu::Sharing::Parts})
    for (const int group : {1, 64})
      for (const int groups : {1, 3, 8}) {
        const auto run = device_->run({gpu::Kernel::Read, 1, kSize}, {sharing, group, groups});
        ASSERT_TRUE(run.ok()) << run.error().what;
        EXPECT_EQ(run->sum, sum(1, 0, kWords)) << group << " " << groups;
        EXPECT_GT(run->time.value, 0);
      }
}

TEST_F(OnADevice, CopyAndTriadWriteWhatTheyShould) {
  for (const auto sharing : {gpu::Sharing::Turns, gpu::Sharing::Parts}) {
    const gpu::Shape shape{sharing, 32, 3};
    ASSERT_TRUE(device_->run({gpu::Kernel::Copy, 0, kSize}, shape).ok());
    EXPECT_EQ(device_->run({gpu::Kernel::Read, 2, kSize}, shape)->sum, sum(0, 0, kWords));
    ASSERT_TRUE(device_->run({gpu::Kernel::Triad, 0, kSize}, shape).ok());
    EXPECT_EQ(device_->run({gpu::Kernel::Read, 2, kSize}, shape)->sum,
              sum(0, 0, kWords) + 3 * sum(1, 0, kWords));
  }
}

TEST_F(OnADevice, GatherReadsTheBlocksItIsGiven) {
  const std::vector<std::uint64_t> offsets{64, 1 << 20, 3 * 64};
  const core::Bytes block{1 << 18};
  std::uint32_t expected = 0;
  for (const std::uint64_t offset : offsets) expected += sum(0, offset / 4, (1 << 18) / 4);
  for (const auto sharing : {gpu::Sharing::Turns, gpu::Sharing::Parts})
    EXPECT_EQ(device_->gather(offsets, block, {sharing, 16, 2})->sum, expected);
}

TEST_F(OnADevice, TransfersGoBothWays) {
  for (const bool is_pinned : {true, false}) {
    auto host = device_->host_memory(kSize, is_pinned);
    ASSERT_TRUE(host.ok());
    for (std::uint64_t i = 0; i < kWords; ++i) host.value()[i] = gpu::word_at(1, i);
    EXPECT_GT(device_->transfer(gpu::Direction::Upload)->value, 0);
    EXPECT_EQ(device_->run({gpu::Kernel::Read, 2, kSize}, {})->sum, sum(1, 0, kWords));
    for (std::uint32_t& word : host.value()) word = 0;
    EXPECT_GT(device_->transfer(gpu::Direction::Download)->value, 0);
    EXPECT_EQ(host.value()[kWords - 1], gpu::word_at(1, kWords - 1));
    for (std::uint32_t& word : host.value()) word = 7;
    EXPECT_GT(device_->transfer(gpu::Direction::Both)->value, 0);
    EXPECT_EQ(device_->run({gpu::Kernel::Read, 2, {kSize.value / 2}}, {})->sum, 7 * kWords / 2);
    EXPECT_EQ(host.value()[kWords / 2], gpu::word_at(1, kWords / 2));
  }
}

TEST_F(OnADevice, RefusesMoreThanItHas) {
  EXPECT_FALSE(
      device_->allocate(core::Bytes{std::int64_t{1} << 46}, core::Bytes{std::int64_t{1} << 46}).ok());
}

}  // namespace
}  // namespace probellm::tests
