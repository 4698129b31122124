#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <vector>

#include "bench/decode/blocks.h"
#include "bench/decode/operations.h"
#include "bench/decode/weights.h"
#include "bench/memory/fill.h"
#include "bench/memory/kernels.h"

namespace probellm::bench {
namespace {

std::vector<const KernelSet*> sets_with_decode_kernels() {
  std::vector<const KernelSet*> sets;
  for (const KernelSet& set : compiled_kernel_sets())
    if (set.runs_here() && find_vector_kernels(set.target)) sets.push_back(&set);
  return sets;
}

// Random blocks at an odd address, as rows of most types have it.
class Weights {
 public:
  explicit Weights(std::size_t bytes) : words_(bytes / 8 + 2) {
    for (std::size_t i = 0; i < words_.size(); ++i)
      words_[i] = weight_word(generated_word(1, 2 * i) << 32 | (generated_word(1, 2 * i + 1) & 0xffffffffU));
  }
  const std::byte* data() const { return reinterpret_cast<const std::byte*>(words_.data()) + 4; }

 private:
  std::vector<std::uint64_t> words_;
};

void fill_vector(InputBuffer& buffer, const VectorKernels& vectors, const WeightType& type,
                 std::uint64_t seed) {
  for (std::size_t i = 0; i < buffer.size(); ++i)
    buffer.floats()[i] = static_cast<float>(std::bit_cast<double>(generated_word(seed, i)) - 1.5);
  if (type.input == InputKind::Bf16) vectors.round_to_bf16(buffer, 0, buffer.size());
  if (type.input == InputKind::F16) vectors.round_to_f16(buffer, 0, buffer.size());
  if (type.input == InputKind::Q8_0) vectors.quantise_q8_0(buffer, 0, buffer.size());
  if (type.input == InputKind::Q8K) vectors.quantise_q8_k(buffer, 0, buffer.size());
}

// Multiplies `least` rows, or whole eights, by `count` vectors; the number of results that are wrong or were
// left unwritten.
int wrong_results(const KernelSet& set, const WeightType& type, std::size_t least, std::size_t columns,
                  std::size_t count) {
  const bool repacked = is_repacked(type, set.target);
  const std::size_t rows = repacked ? (least / kRowsOfEight + 1) * kRowsOfEight : least;
  const VectorKernels vectors = *find_vector_kernels(set.target);
  const Weights weights(bytes_of(type, rows * columns));
  const Matrix matrix{&type,   find_kernel(type, set.target)->multiply, weights.data(), rows, columns,
                      repacked};
  std::vector<InputBuffer> buffers(count, InputBuffer(columns));
  std::vector<Inputs> inputs;
  for (InputBuffer& buffer : buffers) {
    fill_vector(buffer, vectors, type, inputs.size() + 10);
    inputs.push_back(buffer.inputs());
  }
  const std::size_t stride = rows + 3;
  std::vector<float> out(count * stride, NAN);
  matrix.multiply({matrix.weights, rows, columns}, inputs.data(), count, out.data(), stride);
  int wrong = 0;
  for (std::size_t v = 0; v < count; ++v) {
    for (std::size_t r = 0; r < rows; ++r)
      wrong += is_right(matrix, r, inputs[v], out.data() + v * stride) ? 0 : 1;
    for (std::size_t r = rows; r < stride; ++r) wrong += std::isnan(out[v * stride + r]) ? 0 : 1;
  }
  return wrong;
}

TEST(DecodeKernels, AreRightForOddSizesInEverySetOfThisCpu) {
  for (const KernelSet* set : sets_with_decode_kernels())
    for (const WeightType& type : kWeightTypes)
      for (const std::size_t blocks : {1, 2, 3, 5, 8, 13}) {
        SCOPED_TRACE(testing::Message() << set->target << ' ' << type.id << ' ' << blocks);
        const std::size_t columns = blocks * std::max<std::size_t>(type.elements, 32);
        EXPECT_EQ(wrong_results(*set, type, 15, columns, 1), 0);
      }
}

TEST(DecodeKernels, AreRightForBatchesInEverySetOfThisCpu) {
  for (const KernelSet* set : sets_with_decode_kernels())
    for (const WeightType& type : kWeightTypes)
      for (const std::size_t vectors : {3, 4, 9}) {
        SCOPED_TRACE(testing::Message() << set->target << ' ' << type.id << ' ' << vectors);
        EXPECT_EQ(wrong_results(*set, type, 3, 768, vectors), 0);
      }
}

TEST(DecodeKernels, AreThereForEveryTypeInTheBestSetOfThisCpu) {
  const auto best = best_kernel_set().target;
  if (!find_vector_kernels(best)) GTEST_SKIP() << "no decode kernels are made for this CPU";
  for (const WeightType& type : kWeightTypes) EXPECT_TRUE(find_kernel(type, best).ok()) << type.id;
}

TEST(DecodeKernels, SayThatASetIsUnknown) {
  const auto kernel = find_kernel(weight_type("q4_k"), "MMX");
  ASSERT_FALSE(kernel.ok());
  EXPECT_EQ(kernel.error().kind, core::ErrorKind::Unsupported);
}

TEST(DecodeKernels, CheckRefusesAnotherRowsResult) {
  const VectorKernels vectors = *find_vector_kernels(sets_with_decode_kernels().front()->target);
  const WeightType& type = weight_type("q5_k");
  const Weights weights(bytes_of(type, 2 * 512));
  const Matrix matrix{&type, find_kernel(type, sets_with_decode_kernels().front()->target)->multiply,
                      weights.data(), 2, 512};
  InputBuffer buffer(512);
  fill_vector(buffer, vectors, type, 3);
  const Inputs inputs = buffer.inputs();
  float out[2];
  matrix.multiply({matrix.weights, 2, 512}, &inputs, 1, out, 2);
  EXPECT_TRUE(is_right(matrix, 1, inputs, out));
  std::swap(out[0], out[1]);
  EXPECT_FALSE(is_right(matrix, 1, inputs, out));
}

TEST(Unpack, TakesARowFromEight) {
  const auto unpacked = [](auto unpack, const auto& eight, std::size_t row) {
    std::vector<double> weights(256);
    unpack(reinterpret_cast<const std::byte*>(&eight), row, weights.data());
    return weights;
  };
  // 1.0 for row 6, whose second eight bytes begin at 64 + 48; its first weight there is 7, its last is -8.
  EightQ4_0 q4_0{};
  q4_0.d[6] = 0x3c00;
  q4_0.q[64 + 48] = 0x17;
  q4_0.q[64 + 55] = 0x8f;
  const auto small = unpacked(&unpack_q4_0_of_eight, q4_0, 6);
  EXPECT_EQ(small[8], 7);
  EXPECT_EQ(small[24], 1);
  EXPECT_EQ(small[15], -1);
  EXPECT_EQ(small[31], -8);

  // Row 5's scale is 0x21 and its minimum 0x12 in the last 32 weights: the high bits lie with row 1, the low
  // ones of both in one byte.
  EightQ4K q4_k{};
  q4_k.d[5] = 0x3c00;
  q4_k.dmin[5] = 0x4000;
  q4_k.scales[7 * 12 + 1] = 0x80;
  q4_k.scales[7 * 12 + 5] = 0x40;
  q4_k.scales[7 * 12 + 9] = 0x21;
  q4_k.q[15 * 64 + 5 * 8 + 7] = 0x30;
  const auto middle = unpacked(&unpack_q4_k_of_eight, q4_k, 5);
  EXPECT_EQ(middle[255], 0x21 * 3 - 2 * 0x12);
  EXPECT_EQ(middle[224], -2 * 0x12);
  EXPECT_EQ(middle[223], 0);

  // Row 3's scale of the last sixteen is 5, its minimum 2.
  EightQ2K q2_k{};
  q2_k.d[3] = 0x3c00;
  q2_k.dmin[3] = 0x3c00;
  q2_k.scales[7 * 16 + 3 * 2 + 1] = 0x25;
  q2_k.q[7 * 64 + 3 * 8 + 7] = 0xc0;
  const auto last = unpacked(&unpack_q2_k_of_eight, q2_k, 3);
  EXPECT_EQ(last[255], 5 * 3 - 2);
  EXPECT_EQ(last[240], -2);
  EXPECT_EQ(last[239], 0);
}

// Written down by hand, so that kernels and reference can't share a mistake about the order of weights.
TEST(Unpack, PutsTheHighHalvesOfQ4_0Last) {
  BlockQ4_0 block{0x3c00, {}};
  block.q[0] = 0x1f;
  block.q[15] = 0x80;
  double weights[32];
  unpack_q4_0(reinterpret_cast<const std::byte*>(&block), weights);
  EXPECT_EQ(weights[0], 7);
  EXPECT_EQ(weights[16], -7);
  EXPECT_EQ(weights[15], -8);
  EXPECT_EQ(weights[31], 0);
}

TEST(Unpack, TakesTheLastScalesOfQ4KFromTheHighBits) {
  BlockQ4K block{0x3c00, 0x3c00, {}, {}};
  block.scales[0] = 0xc0 | 5;
  block.scales[4] = 0x40 | 2;
  block.scales[8] = 0x21;
  block.q[0] = 0x03;
  block.q[64] = 0x01;
  double weights[256];
  unpack_q4_k(reinterpret_cast<const std::byte*>(&block), weights);
  EXPECT_EQ(weights[0], 5 * 3 - 2);
  EXPECT_EQ(weights[128], (0x30 | 1) * 1 - (0x10 | 2));
}

TEST(Unpack, SubtractsFourFromQ3KUnlessItsThirdBitIsSet) {
  BlockQ3K block{{}, {}, {}, 0x3c00};
  block.scales[0] = 1;
  block.scales[8] = 2;
  block.q[0] = 3;
  block.high[0] = 1;
  double weights[256];
  unpack_q3_k(reinterpret_cast<const std::byte*>(&block), weights);
  EXPECT_EQ(weights[0], 1 * 3);
  EXPECT_EQ(weights[1], 1 * -4);
}

TEST(Unpack, ReadsHalves) {
  const Half halves[] = {0x3c00, 0xc000, 0x0001, 0x3555};
  const double expected[] = {1, -2, 0x1p-24, 0.333251953125};
  for (std::size_t i = 0; i < 4; ++i) {
    double number = 0;
    unpack_f16(reinterpret_cast<const std::byte*>(halves + i), &number);
    EXPECT_EQ(number, expected[i]);
  }
}

TEST(WeightWord, HasHalvesOfOneSizeAndEitherSign) {
  for (std::size_t i = 0; i < 4000; ++i) {
    const std::uint64_t word = weight_word(i * 0x9e3779b97f4a7c15U);
    for (int shift = 0; shift < 64; shift += 16) {
      EXPECT_EQ(word >> shift >> 10 & 31, 12U);
    }
  }
}

TEST(WeightPlaces, LieInsideTheMemoryAndApart) {
  const std::vector<std::byte> memory(1 << 20);
  WeightPlaces places{memory};
  std::set<const std::byte*> seen;
  for (int i = 0; i < 10; ++i) {
    const std::byte* place = next_place(places, 20'000);
    EXPECT_GE(place, memory.data());
    EXPECT_LE(place + 20'000, memory.data() + memory.size());
    for (const std::byte* other : seen) EXPECT_GE(std::abs(other - place), 20'000);
    seen.insert(place);
  }
  EXPECT_EQ(next_place(places, memory.size()), memory.data());
}

}  // namespace
}  // namespace probellm::bench
