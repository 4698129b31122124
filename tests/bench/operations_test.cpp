#include "bench/decode/operations.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/decode/types.h"
#include "bench/threads/thread_team.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

constexpr std::size_t kThreads = 2;
constexpr std::size_t kTimes = 3;

// Counts how often each row was multiplied.
void count_rows(const WeightRows& rows, const Inputs*, std::size_t, float* out, std::size_t) {
  for (std::size_t r = 0; r < rows.rows; ++r) out[r] += 1;
}

// Lets workers who take from that many counters do it together, several times.
void repeat(std::size_t counters, const std::function<void(const Worker& worker)>& operation) {
  const auto team = ThreadTeam::start(std::vector<int>(kThreads, cpus_here().front()));
  const VectorKernels vectors{};
  SpinBarrier barrier(kThreads);
  std::vector<TakenChunks> taken(counters);
  team.value()->run(kThreads, [&](int index) {
    const Worker worker{static_cast<std::size_t>(index), kThreads, barrier, vectors, taken};
    for (std::size_t time = 0; time < kTimes; ++time) operation(worker);
  });
}

Matrix matrix_of(const std::vector<float>& weights, Multiply multiply, bool is_repacked = false) {
  return {&weight_type("f32"), multiply, reinterpret_cast<const std::byte*>(weights.data()),
          weights.size() / 32, 32,       is_repacked};
}

// What became of the rows of two matrices in some operations one behind the other.
std::vector<std::vector<float>> multiplied(std::size_t rows, std::size_t counters, bool is_repacked = false) {
  const std::vector<float> weights(rows * 32);
  const Matrix matrix = matrix_of(weights, &count_rows, is_repacked);
  std::vector<std::vector<float>> out(2, std::vector<float>(rows));
  repeat(counters, [&](const Worker& worker) {
    wait_before_products(worker);
    for (std::size_t product = 0; product < out.size(); ++product)
      multiply_share(worker, matrix, {}, out[product].data(), product);
    worker.barrier.wait();
  });
  return out;
}

TEST(MultiplyShare, DealsEachRowToOneWorkerInEachProductAgain) {
  // Whole chunks, a last one that isn't whole, and too few to deal.
  for (const std::size_t rows : {std::size_t{1024}, std::size_t{1000}, std::size_t{300}, std::size_t{1}})
    for (const auto& out : multiplied(rows, 2)) EXPECT_EQ(out, std::vector<float>(rows, kTimes)) << rows;
}

TEST(MultiplyShare, GivesEachWorkerItsOwnRowsWhereNoneAreDealt) {
  for (const auto& out : multiplied(1000, 0)) EXPECT_EQ(out, std::vector<float>(1000, kTimes));
  for (const auto& out : multiplied(1000, 2, true)) EXPECT_EQ(out, std::vector<float>(1000, kTimes));
}

TEST(MultiplyShare, LeavesToEachItsShareOfTypesThatAreRepacked) {
  const auto repacked = [](std::string_view set) {
    std::string types;
    for (const WeightType& type : kWeightTypes)
      if (is_repacked(type, set)) types += std::string(type.id) + " ";
    return types;
  };
  EXPECT_EQ(repacked("AVX-512"), "q4_k q4_0 q2_k ");
  EXPECT_EQ(repacked("AVX2"), "q4_k q4_0 ");
  EXPECT_EQ(repacked("NEON"), "q4_k q4_0 ");
  EXPECT_EQ(repacked("SSE4"), "");
}

// Adds what each row's first weight and the vector's first value say of themselves.
void add_names(const WeightRows& rows, const Inputs* vector, std::size_t, float* out, std::size_t) {
  for (std::size_t r = 0; r < rows.rows; ++r)
    out[r] += reinterpret_cast<const float*>(rows.weights)[r * rows.columns] +
              static_cast<float>(vector->values[0]);
}

TEST(MultiplyHeads, GivesEachRowItsHeadsPartOfTheVectorOnce) {
  // Tiles of rows and of heads that aren't whole, dealt out and shared; then fewer than are dealt.
  constexpr std::size_t kHeads = 20;
  for (const auto& [rows, counters] : {std::pair{70, 1}, {70, 0}, {8, 1}}) {
    std::vector<float> weights(kHeads * rows * 32), out(kHeads * rows), expected;
    InputBuffer in(kHeads * 32);
    for (std::size_t h = 0; h < kHeads; ++h) {
      in.values()[h * 32] = static_cast<std::int8_t>(h);
      for (int r = 0; r < rows; ++r) {
        const float name = static_cast<float>(expected.size()) * 100;
        weights[expected.size() * 32] = name;
        expected.push_back(kTimes * (name + static_cast<float>(h)));
      }
    }
    const Matrix matrices = matrix_of(weights, &add_names);
    repeat(counters, [&](const Worker& worker) { multiply_heads(worker, matrices, kHeads, in, out.data()); });
    EXPECT_EQ(out, expected) << rows << " rows, " << counters << " counters";
  }
}

}  // namespace
}  // namespace probellm::bench
