// Runs on an NVIDIA GPU, where its tests have ctest's label `gpu` and fail without one, and smaller on the
// devices that tests/cuda_emulated has.
#include "gpu/cuda/cuda.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/gpu/contents.h"
#include "bench/gpu/formats.h"

namespace probellm::tests {
namespace {

using bench::Contents;
using gpu::Kernel;
using gpu::Shape;

std::uint64_t words(core::Bytes bytes) { return static_cast<std::uint64_t>(bytes.value) / 4; }

class Cuda : public testing::Test {
 protected:
  void SetUp() override {
    auto devices = gpu::cuda::open_devices();
    ASSERT_TRUE(devices.ok()) << devices.error().what;
    ASSERT_FALSE(devices.value().empty());
    device_ = std::move(devices.value().front());
    is_small_ = device_->info().memory.value < core::kGiB;
    if (is_small_) each_ = {2 << 20}, first_size_ = {4 << 20};
    const auto allocated = device_->allocate(each_, first_size_);
    ASSERT_TRUE(allocated.ok()) << allocated.error().what;
  }

  bool is_small_ = false;
  core::Bytes each_{64 << 20};
  core::Bytes first_size_{512 << 20};

  std::unique_ptr<gpu::Device> device_;
  const Contents first_{0}, second_{1};
};

TEST_F(Cuda, SaysWhatItIs) {
  EXPECT_FALSE(device_->info().name.empty());
  EXPECT_EQ(device_->info().pci_address.size(), std::string("0000:c1:00.0").size());
  EXPECT_GT(device_->free_memory()->value, 0);
  EXPECT_LT(*device_->free_memory(), device_->info().memory);
}

TEST_F(Cuda, EveryShapeReadsCopiesAndAdds) {
  auto shapes = device_->shapes();
  shapes.push_back({gpu::Sharing::Parts, 32, 3, 16});
  shapes.push_back({gpu::Sharing::Turns, 96, 1, 2});
  for (const Shape& shape : shapes)
    for (const core::Bytes bytes : {is_small_ ? core::Bytes{65536 * 11} : each_, core::Bytes{65536 * 5}}) {
      const auto n = words(bytes);
      for (const int array : {0, 1}) {
        const auto run = device_->run({Kernel::Read, array, bytes}, shape);
        ASSERT_TRUE(run.ok()) << run.error().what;
        EXPECT_EQ(run->sum, (array == 0 ? first_ : second_).sum(0, n))
            << shape.group << " " << shape.in_flight;
        EXPECT_GT(run->time.value, 0);
      }
      const auto copied = device_->run({Kernel::Copy, 0, bytes}, shape);
      ASSERT_TRUE(copied.ok()) << copied.error().what;
      EXPECT_EQ(device_->run({Kernel::Read, 2, bytes}, {})->sum, first_.sum(0, n));
      const auto added = device_->run({Kernel::Triad, 0, bytes}, shape);
      ASSERT_TRUE(added.ok()) << shape.group << " " << shape.in_flight << ": " << added.error().what;
      EXPECT_EQ(device_->run({Kernel::Read, 2, bytes}, {})->sum, first_.sum(0, n) + 3 * second_.sum(0, n));
    }
}

TEST_F(Cuda, GatherReadsTheBlocksItIsGiven) {
  const auto size = static_cast<std::uint64_t>(first_size_.value);
  const std::uint64_t largest = size / 170 / 64 * 64;
  const std::vector<std::uint64_t> offsets{64, size / 8 * 5, 3 * 64, size - largest};
  for (const auto bytes : {largest, std::uint64_t{64} * 123}) {
    const core::Bytes block{static_cast<std::int64_t>(bytes)};
    std::uint32_t expected = 0;
    for (const std::uint64_t offset : offsets) expected += first_.sum(offset / 4, words(block));
    for (const Shape& shape : device_->shapes())
      EXPECT_EQ(device_->gather(offsets, block, shape)->sum, expected);
  }
}

TEST_F(Cuda, TransfersGoBothWays) {
  for (const bool is_pinned : {true, false}) {
    auto host = device_->host_memory(each_, is_pinned);
    ASSERT_TRUE(host.ok());
    for (std::size_t i = 0; i < host->size(); ++i) host.value()[i] = gpu::word_at(1, i);
    ASSERT_TRUE(device_->transfer(gpu::Direction::Upload).ok());
    EXPECT_EQ(device_->run({Kernel::Read, 2, each_}, {})->sum, second_.sum(0, words(each_)));
    for (std::uint32_t& word : host.value()) word = 7;
    ASSERT_TRUE(device_->transfer(gpu::Direction::Both).ok());
    EXPECT_EQ(device_->run({Kernel::Read, 2, {each_.value / 2}}, {})->sum, 7 * words(each_) / 2);
    EXPECT_EQ(host.value()[words(each_) / 2], gpu::word_at(1, words(each_) / 2));
    ASSERT_TRUE(device_->transfer(gpu::Direction::Download).ok());
    EXPECT_EQ(host.value()[0], 7u);
    EXPECT_EQ(host.value()[words(each_) - 1], gpu::word_at(1, words(each_) - 1));
  }
}

TEST_F(Cuda, MultipliesEveryFormatInEveryShape) {
  std::vector<std::pair<int, int>> sizes{{64, 1024}, {8, 3072}};
  if (!is_small_) sizes.insert(sizes.end(), {{2048, 7168}, {7168, 2048}});
  for (const bench::FormatLayout& layout : bench::format_layouts())
    for (const auto& [rows, columns] : sizes)
      for (const int rows_per_warp : {1, 2, 4})
        for (const int group : {128, 256}) {
          gpu::Products products{layout.format, rows, columns, {}, 3, rows_per_warp, group};
          products.matrices = bench::random_matrices(layout, products, first_size_, 6);
          const auto run = device_->arithmetic()->multiply(products);
          ASSERT_TRUE(run.ok()) << run.error().what;
          EXPECT_TRUE(bench::are_right(layout, products, run->results))
              << layout.name << " " << rows << " " << rows_per_warp << " " << group;
          auto wrong = run->results;
          wrong.back() = NAN;
          EXPECT_FALSE(bench::are_right(layout, products, wrong));
        }
}

TEST_F(Cuda, MultipliesMatricesItselfAndWithTheLibrary) {
  for (const auto type : {gpu::MatrixType::Bf16, gpu::MatrixType::Int8, gpu::MatrixType::Fp8})
    for (const bool own : {true, false}) {
      const gpu::MatrixProduct product{type, is_small_ ? 256 : 1024, own};
      const auto run = device_->arithmetic()->multiply(product);
      ASSERT_TRUE(run.ok()) << run.error().what;
      EXPECT_TRUE(bench::are_right(product, run->elements))
          << static_cast<int>(type) << " " << run->computed_by;
    }
}

TEST_F(Cuda, CountsItsLaunches) {
  for (const auto launching : {gpu::Launching::InTurn, gpu::Launching::InGraph, gpu::Launching::Waiting}) {
    const auto time = device_->arithmetic()->launch(launching);
    ASSERT_TRUE(time.ok()) << time.error().what;
    EXPECT_GT(time->value, 0);
    EXPECT_LT(time->value, 1e-3) << "of a launch";
  }
}

TEST_F(Cuda, RefusesMoreThanItHasAndGoesOn) {
  EXPECT_FALSE(
      device_->allocate(core::Bytes{std::int64_t{1} << 46}, core::Bytes{std::int64_t{1} << 46}).ok());
  ASSERT_TRUE(device_->allocate(each_, first_size_).ok());
  EXPECT_EQ(device_->run({Kernel::Read, 0, each_}, {})->sum, first_.sum(0, words(each_)));
}

TEST_F(Cuda, GivesItsMemoryBack) {
  const auto before = *device_->free_memory();
  device_.reset();
  auto again = gpu::cuda::open_devices();
  ASSERT_TRUE(again.ok());
  EXPECT_GT(again.value().front()->free_memory()->value, before.value + first_size_.value / 2);
}

}  // namespace
}  // namespace probellm::tests
