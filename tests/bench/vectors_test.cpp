#include "bench/decode/vectors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

#include "bench/memory/kernels.h"

namespace probellm::bench {
namespace {

void for_every_set(const std::function<void(const VectorKernels&)>& check) {
  for (const KernelSet& set : compiled_kernel_sets()) {
    SCOPED_TRACE(set.target);
    const auto vectors = find_vector_kernels(set.target);
    if (set.runs_here() && vectors) check(*vectors);
  }
}

float wave(std::size_t i) { return 3 * std::sin(static_cast<float>(i) * 0.7F); }

TEST(Vectors, QuantiseToWithinHalfAStep) {
  for_every_set([](const VectorKernels& vectors) {
    InputBuffer buffer(512);
    for (std::size_t i = 0; i < 512; ++i) buffer.floats()[i] = wave(i);
    vectors.quantise_q8_0(buffer, 0, 512);
    for (std::size_t i = 0; i < 512; ++i) {
      const float unit = buffer.scales()[i / 32];
      EXPECT_NEAR(static_cast<float>(buffer.values()[i]) * unit, wave(i), 0.501F * unit);
    }
    vectors.quantise_q8_k(buffer, 0, 512);
    for (std::size_t i = 0; i < 512; ++i) {
      const float unit = buffer.scales()[i / 256];
      EXPECT_NEAR(static_cast<float>(buffer.values()[i]) * unit, wave(i), 0.501F * unit);
    }
  });
}

TEST(Vectors, RoundToTheNearest16Bits) {
  for_every_set([](const VectorKernels& vectors) {
    InputBuffer buffer(32);
    const float values[] = {1, -2, 1.00390625F, 1.01171875F, 0.333251953125F, 1e9F, -1e9F, 0};
    std::copy(std::begin(values), std::end(values), buffer.floats());
    vectors.round_to_bf16(buffer, 0, 32);
    // A half goes to the even neighbour: 1 + 1/256 down, 1 + 3/256 up.
    const std::uint16_t bf16[] = {0x3f80, 0xc000, 0x3f80, 0x3f82, 0x3eab, 0x4e6e, 0xce6e, 0};
    EXPECT_TRUE(std::equal(std::begin(bf16), std::end(bf16), buffer.halves()));
    vectors.round_to_f16(buffer, 0, 32);
    const std::uint16_t f16[] = {0x3c00, 0xc000, 0x3c04, 0x3c0c, 0x3555, 0x7bff, 0xfbff, 0};
    EXPECT_TRUE(std::equal(std::begin(f16), std::end(f16), buffer.halves()));
  });
}

TEST(Vectors, QuantiseAnEmptyBlockToZero) {
  for_every_set([](const VectorKernels& vectors) {
    InputBuffer buffer(256);
    vectors.quantise_q8_k(buffer, 0, 256);
    EXPECT_EQ(buffer.scales()[0], 0);
    EXPECT_EQ(buffer.values()[17], 0);
  });
}

TEST(Vectors, SumEvenSixteensFirst) {
  for_every_set([](const VectorKernels& vectors) {
    InputBuffer buffer(256);
    for (std::size_t i = 0; i < 256; ++i) buffer.floats()[i] = static_cast<float>(i / 16) - 127.0F * (i == 0);
    vectors.quantise_q8_k(buffer, 0, 256);
    EXPECT_EQ(buffer.sums()[0], -127);
    EXPECT_EQ(buffer.sums()[1], 2 * 16);
    EXPECT_EQ(buffer.sums()[8], 1 * 16);
    EXPECT_EQ(buffer.sums()[15], 15 * 16);
  });
}

TEST(Vectors, SumBlocksOf32) {
  for_every_set([](const VectorKernels& vectors) {
    InputBuffer buffer(64);
    for (std::size_t i = 32; i < 64; ++i) buffer.floats()[i] = 2;
    vectors.quantise_q8_0(buffer, 0, 64);
    EXPECT_EQ(buffer.block_sums()[0], 0);
    EXPECT_EQ(buffer.block_sums()[1], 32 * 127);
  });
}

TEST(Vectors, GateLikeSwish) {
  for_every_set([](const VectorKernels& vectors) {
    std::vector<float> gate(24), up(24), out(24);
    for (std::size_t i = 0; i < 24; ++i) gate[i] = 40 * wave(i), up[i] = wave(i + 5);
    vectors.swiglu(gate.data(), up.data(), 24, out.data());
    for (std::size_t i = 0; i < 24; ++i) {
      const double expected = gate[i] / (1 + std::exp(-static_cast<double>(gate[i]))) * up[i];
      EXPECT_NEAR(out[i], expected, 1e-5 * std::abs(expected) + 1e-30);
    }
  });
}

TEST(Vectors, SoftmaxSumsToOneAndKeepsRatios) {
  for_every_set([](const VectorKernels& vectors) {
    for (const std::size_t size : {1, 7, 8, 21}) {
      std::vector<float> values(size);
      for (std::size_t i = 0; i < size; ++i) values[i] = wave(i);
      vectors.softmax(values.data(), size, 0.5F);
      EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), 1, 1e-5);
      for (std::size_t i = 1; i < size; ++i)
        EXPECT_NEAR(values[i] / values[0], std::exp(0.5 * (wave(i) - wave(0))), 1e-4 * values[i] / values[0]);
    }
  });
}

TEST(Vectors, NormaliseToARootMeanSquareOfOne) {
  for_every_set([](const VectorKernels& vectors) {
    std::vector<float> in(64), out(64);
    for (std::size_t i = 0; i < 64; ++i) in[i] = wave(i);
    vectors.normalise(in.data(), 64, out.data());
    EXPECT_NEAR(std::inner_product(out.begin(), out.end(), out.begin(), 0.0) / 64, 1, 1e-4);
    EXPECT_NEAR(out[5] / out[6], in[5] / in[6], 1e-4);
  });
}

TEST(Vectors, BlendAddsWeightedRows) {
  for_every_set([](const VectorKernels& vectors) {
    // Rows of 20 halves: 1, 2 and -1 in all columns.
    std::vector<Half> rows(60);
    for (std::size_t i = 0; i < 60; ++i) rows[i] = i < 20 ? 0x3c00 : i < 40 ? 0x4000 : 0xbc00;
    std::vector<float> weights(4 * 5), out(4 * 30, 1);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i);
    vectors.blend(rows.data(), 20, 3, weights.data(), 5, out.data(), 30);
    for (std::size_t h = 0; h < 4; ++h) {
      const float* w = weights.data() + 5 * h;
      EXPECT_EQ(out[30 * h], 1 + w[0] + 2 * w[1] - w[2]);
      EXPECT_EQ(out[30 * h + 15], out[30 * h]);
      EXPECT_EQ(out[30 * h + 16], 1);
    }
  });
}

}  // namespace
}  // namespace probellm::bench
