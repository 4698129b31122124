#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <set>
#include <string_view>
#include <vector>

#include "bench/memory/fill.h"
#include "bench/memory/kernel_table.h"
#include "bench/memory/mapping.h"
#include "bench/memory/race.h"

namespace probellm::bench {
namespace {

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

struct Case {
  const KernelSet* set;
  const KernelRow* row;
  const StreamVariant* variant;
};

std::vector<Case> cases_of(const std::vector<const KernelSet*>& sets) {
  std::vector<Case> cases;
  for (const KernelSet* set : sets)
    for (const KernelRow& row : kKernelTable)
      for (const StreamVariant& variant : set->*row.variants) cases.push_back({set, &row, &variant});
  return cases;
}

// As the kernel expects to find the arrays: update starts from a copy.
void prepare(const KernelRow& row, const Arrays& arrays) {
  if (row.id == core::kMemoryUpdate) std::copy(arrays.b, arrays.b + arrays.words, arrays.a);
}

TEST(Kernels, AreRightForEverySizeInEveryVariantOfEverySetOfThisCpu) {
  for (const auto& [set, row, variant] : cases_of(sets_that_run_here()))
    for (const std::size_t words : kSizes) {
      SCOPED_TRACE(testing::Message()
                   << set->target << ' ' << row->id << ' ' << variant->name << ' ' << words);
      Filled filled(words);
      prepare(*row, filled.arrays);
      const std::uint64_t returned = variant->run(filled.arrays, row->scalar);
      EXPECT_TRUE(row->is_right({filled.arrays, row->scalar, returned, filled.expected_sum}));
      EXPECT_TRUE(filled.guard_is_untouched());
    }
}

TEST(Kernels, HaveVariantsOfDifferentNames) {
  for (const KernelSet& set : compiled_kernel_sets())
    for (const KernelRow& row : kKernelTable) {
      std::set<std::string_view> names;
      for (const StreamVariant& variant : set.*row.variants) names.insert(variant.name);
      EXPECT_EQ(names.size(), (set.*row.variants).size()) << set.target << ' ' << row.id;
      EXPECT_GE(names.size(), 2U) << set.target << ' ' << row.id;
    }
}

TEST(Kernels, UpdateIsRightAfterAnyNumberOfPasses) {
  const KernelRow& row = kernel_with_id(core::kMemoryUpdate);
  Filled filled(1001);
  prepare(row, filled.arrays);
  for (int passes = 1; passes <= 3; ++passes) {
    best_kernel_set().update.front().run(filled.arrays, row.scalar);
    EXPECT_TRUE(row.is_right({filled.arrays, row.scalar, 0, 0, passes}));
    EXPECT_FALSE(row.is_right({filled.arrays, row.scalar, 0, 0, passes + 1}));
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
    EXPECT_FALSE(row.is_right({filled.arrays, row.scalar, 0, filled.expected_sum}));
  }
}

TEST(Kernels, ChecksRefuseOneWrongWord) {
  for (const KernelRow& row : kKernelTable) {
    SCOPED_TRACE(row.id);
    Filled filled(1001);
    prepare(row, filled.arrays);
    filled.arrays.a[1000] = 0;
    const std::uint64_t returned = (best_kernel_set().*row.variants).front().run(filled.arrays, row.scalar);
    filled.arrays.a[1000] = 0;
    EXPECT_FALSE(row.is_right({filled.arrays, row.scalar, returned, filled.expected_sum}));
  }
}

TEST(KernelTable, CountsBytesAsStreamDoes) {
  const auto bytes = [](std::string_view id) { return bytes_moved(kernel_with_id(id), 10); };
  EXPECT_EQ(bytes(core::kMemoryRead), 240);
  EXPECT_EQ(bytes(core::kMemoryWrite), 80);
  EXPECT_EQ(bytes(core::kMemoryCopy), 160);
  EXPECT_EQ(bytes(core::kMemoryScale), 160);
  EXPECT_EQ(bytes(core::kMemoryAdd), 240);
  EXPECT_EQ(bytes(core::kMemoryTriad), 240);
  EXPECT_EQ(bytes(core::kMemoryUpdate), 160);
}

TEST(KernelTable, CountsTheReadBeforeARegularStoreOnTheBus) {
  const auto bytes = [](std::string_view id, Stores stores) {
    return bus_bytes_moved(kernel_with_id(id), stores, 10);
  };
  EXPECT_EQ(bytes(core::kMemoryRead, Stores::None), 240);
  EXPECT_EQ(bytes(core::kMemoryCopy, Stores::Streaming), 160);
  EXPECT_EQ(bytes(core::kMemoryCopy, Stores::Regular), 240);
  EXPECT_EQ(bytes(core::kMemoryUpdate, Stores::Regular), 160);
}

TEST(Race, GivesEachVariantATurnAndPutsTheFastestFirst) {
  double now = 0;
  const std::atomic<bool> stop{false};
  const std::array<double, 3> rates = {2, 3, 1};
  const RaceResult result = race(
      3, {9}, [&] { return core::Seconds{now}; }, stop,
      [&](std::size_t i) {
        now += 1;
        return rates[i];
      });
  ASSERT_EQ(result.places.size(), 3U);
  EXPECT_EQ(result.places[0].variant, 1U);
  EXPECT_EQ(result.places[1].variant, 0U);
  EXPECT_EQ(result.places[2].variant, 2U);
  EXPECT_EQ(now, 9);
}

TEST(Race, LeavesOutWhomTimeDidNotSufficeFor) {
  const std::atomic<bool> stop{false};
  const RaceResult result = race(
      3, {0}, [] { return core::Seconds{}; }, stop, [](std::size_t) { return 1.0; });
  ASSERT_EQ(result.places.size(), 1U);
  EXPECT_EQ(result.places[0].variant, 0U);
}

TEST(Race, NeverLetsOneSlowSampleDecide) {
  double now = 0;
  const std::atomic<bool> stop{false};
  const std::vector<double> rates = {1, 2, 9, 2, 1, 2};
  const RaceResult result = race(
      2, {6}, [&] { return core::Seconds{now}; }, stop,
      [&](std::size_t) {
        now += 1;
        return rates[static_cast<std::size_t>(now) - 1];
      });
  EXPECT_EQ(result.places[0].variant, 1U);
}

TEST(Race, GivesItsTimeToThoseThatMayStillWin) {
  double now = 0;
  const std::atomic<bool> stop{false};
  std::array<int, 3> turns{};
  const RaceResult result = race(
      3, {20}, [&] { return core::Seconds{now}; }, stop,
      [&](std::size_t i) {
        now += 1;
        ++turns[i];
        // The second swings about the first, the third is always slower than both.
        return i == 0 ? 5.0 : i == 1 ? 5.0 + (turns[i] % 2 == 0 ? 2 : -1) : 3.0;
      });
  EXPECT_EQ(turns, (std::array{9, 9, 2}));
  ASSERT_EQ(result.places.size(), 3U);
  EXPECT_EQ(result.places[2].variant, 2U);
  EXPECT_EQ(result.places[2].median, 3);
}

TEST(Fill, GivesDoublesFromOneToTwoThatDiffer) {
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(generated_word(7, i) >> 52, 0x3ffU);
    EXPECT_NE(generated_word(7, i), generated_word(7, i + 1));
  }
}

}  // namespace
}  // namespace probellm::bench
