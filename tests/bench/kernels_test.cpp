#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "bench/memory/fill.h"
#include "bench/memory/kernel_table.h"
#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr double kScalar = 3.25;
// One and odd sizes below, at and above what the kernels do in a step.
constexpr std::array<std::size_t, 10> kSizes = {0, 1, 3, 7, 8, 9, 31, 64, 1001, 4099};

// Three arrays with guards behind them, filled as an arena is.
class Filled {
 public:
  explicit Filled(std::size_t words) : memory_(Mapping::make({3 * kStride * 8})) {
    auto* start = reinterpret_cast<std::uint64_t*>(memory_->data());
    arrays = {start, start + kStride, start + 2 * kStride, words};
    fill(arrays.a, 1U << 20, 0, kStride);
    fill(arrays.b, 2U << 20, 0, kStride);
    fill(arrays.c, 3U << 20, 0, kStride);
    for (const std::uint64_t* array : {arrays.a, arrays.b, arrays.c})
      for (std::size_t i = 0; i < words; ++i) expected_sum += array[i];
  }

  bool guard_is_untouched() const {
    for (std::size_t i = arrays.words; i < kStride; ++i)
      if (arrays.a[i] != generated_word(1U << 20, i)) return false;
    return true;
  }

  Arrays arrays;
  std::uint64_t expected_sum = 0;

 private:
  static constexpr std::size_t kStride = 8192;
  core::Result<Mapping> memory_;
};

std::vector<const KernelSet*> sets_that_run_here() {
  std::vector<const KernelSet*> sets;
  for (const KernelSet& set : compiled_kernel_sets())
    if (set.runs_here()) sets.push_back(&set);
  return sets;
}

TEST(Kernels, AreRightForEverySizeInEverySetOfThisCpu) {
  for (const KernelSet* set : sets_that_run_here())
    for (const KernelRow& row : kKernelTable)
      for (const std::size_t words : kSizes) {
        SCOPED_TRACE(testing::Message() << set->target << ' ' << row.id << ' ' << words);
        Filled filled(words);
        const std::uint64_t returned = (set->*row.kernel)(filled.arrays, kScalar);
        EXPECT_TRUE(row.is_right({filled.arrays, kScalar, returned, filled.expected_sum}));
        EXPECT_TRUE(filled.guard_is_untouched());
      }
}

TEST(Kernels, MultiplyAddsEndAtTheirFixedPointInEverySetOfThisCpu) {
  for (const KernelSet* set : sets_that_run_here()) {
    SCOPED_TRACE(set->target);
    const FmaResult result = set->fma_f32(100, 0.5F, 1.0F);
    EXPECT_EQ(result.sum, result.expected_sum);
    EXPECT_GE(result.flops, 2 * 12 * 100);
  }
}

TEST(Kernels, BestSetRunsHereAndTheLastRunsEverywhere) {
  EXPECT_TRUE(best_kernel_set().runs_here());
  EXPECT_TRUE(compiled_kernel_sets().back().runs_here());
}

TEST(Kernels, ChecksRefuseWorkThatWasNotDone) {
  Filled filled(1001);
  for (const KernelRow& row : kKernelTable) {
    SCOPED_TRACE(row.id);
    EXPECT_FALSE(row.is_right({filled.arrays, kScalar, 0, filled.expected_sum}));
  }
}

TEST(Kernels, ChecksRefuseOneWrongWord) {
  for (const KernelRow& row : kKernelTable) {
    SCOPED_TRACE(row.id);
    Filled filled(1001);
    filled.arrays.a[1000] = 0;
    const std::uint64_t returned = (best_kernel_set().*row.kernel)(filled.arrays, kScalar);
    filled.arrays.a[1000] = 0;
    EXPECT_FALSE(row.is_right({filled.arrays, kScalar, returned, filled.expected_sum}));
  }
}

TEST(KernelTable, CountsBytesAsStreamDoes) {
  EXPECT_EQ(bytes_moved(kKernelTable[0], 10), 240);
  EXPECT_EQ(bytes_moved(kKernelTable[1], 10), 80);
  EXPECT_EQ(bytes_moved(kKernelTable[2], 10), 160);
  EXPECT_EQ(bytes_moved(kKernelTable[3], 10), 240);
}

TEST(Fill, GivesDoublesFromOneToTwoThatDiffer) {
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(generated_word(7, i) >> 52, 0x3ffU);
    EXPECT_NE(generated_word(7, i), generated_word(7, i + 1));
  }
}

}  // namespace
}  // namespace probellm::bench
