#include "estimator/kernel_rates.h"

#include <cmath>

#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using estimator::Input;
using estimator::Inputs;

core::Measurement with_threads(core::Measurement row, int threads) {
  row.threads = threads;
  return row;
}

core::Measurement matmul(double batch, double rate) {
  core::Measurement row = measured(std::string(core::kPrefillMatmul) + "q4_k", core::Unit::FlopRate, rate);
  row.at["batch"] = batch;
  return row;
}

core::Measurement rate_of_type(const std::string& type, double rate, char grade = 'A') {
  return measured(std::string(core::kDecodeExperts) + type, core::Unit::ByteRate, rate, grade);
}

Inputs inputs_of(const std::vector<core::Measurement>& rows, const std::string& quant_id,
                 estimator::Trust trust = estimator::Trust::Graded) {
  return estimator::gather_inputs(machine_with(768 * core::kGiB), {{}, rows}, question(quant_id),
                                  std::nullopt, trust);
}

double likely(const Inputs& inputs, const std::string& type,
              estimator::Shape shape = estimator::Shape::Usual) {
  const auto rate = estimator::measured_rate(inputs, type, shape);
  return rate ? inputs.of(*rate)->value.likely : 0;
}

TEST(KernelRates, TakesARatePerTypeFromWhatWasMeasured) {
  const Inputs inputs = inputs_of({rate_of_type("q4_k", 30e9), rate_of_type("q8_0", 28e9)}, "q4_k_m");
  EXPECT_EQ(likely(inputs, "q4_k"), 30e9);
  EXPECT_EQ(likely(inputs, "q8_0"), 28e9);
}

TEST(KernelRates, TakesTheRowWithTheMostThreads) {
  const Inputs inputs = inputs_of(
      {with_threads(rate_of_type("q4_k", 15e9), 1), with_threads(rate_of_type("q4_k", 30e9), 2)}, "q4_k_m");
  EXPECT_EQ(likely(inputs, "q4_k"), 30e9);
  EXPECT_EQ(inputs.threads, 2);
}

TEST(KernelRates, RefusesARowOfGradeFUnlessForced) {
  const std::vector rows{rate_of_type("q4_k", 30e9, 'F')};
  EXPECT_EQ(likely(inputs_of(rows, "q4_k_m"), "q4_k"), 0);
  EXPECT_EQ(likely(inputs_of(rows, "q4_k_m", estimator::Trust::Forced), "q4_k"), 30e9);
}

TEST(KernelRates, ATypeWithoutARowGetsThroughAsManyWeightsAsTheOneItIsComputedLike) {
  const Inputs inputs = inputs_of({rate_of_type("iq2_xxs", 15e9)}, "iq1_s");
  // iq1_s has 50 bytes for 256 weights, iq2_xxs 66.
  EXPECT_NEAR(likely(inputs, "iq1_s"), 15e9 * 50 / 66, 1);
}

TEST(KernelRates, NoSuchTypeIsFasterThanMemory) {
  const Inputs inputs = inputs_of(
      {rate_of_type("iq2_xxs", 300e9), measured(core::kMemoryRead, core::Unit::ByteRate, 100e9)}, "iq1_s");
  EXPECT_NEAR(likely(inputs, "iq1_s"), 100e9, 1);
}

core::Measurement shaped_rate(std::string_view family, const std::string& type, double rate) {
  return measured(std::string(family) + type, core::Unit::ByteRate, rate);
}

TEST(KernelRates, LongRowsAndHeadsHaveRatesOfTheirOwn) {
  const Inputs inputs =
      inputs_of({rate_of_type("q8_0", 28e9), shaped_rate(core::kDecodeLongRows, "q8_0", 20e9),
                 shaped_rate(core::kDecodeHeads, "q8_0", 9e9)},
                "q8_0");
  EXPECT_EQ(likely(inputs, "q8_0"), 28e9);
  EXPECT_EQ(likely(inputs, "q8_0", estimator::Shape::LongRows), 20e9);
  EXPECT_EQ(likely(inputs, "q8_0", estimator::Shape::OfHeads), 9e9);
}

TEST(KernelRates, WhatIsNotMeasuredInAShapeIsSlowerAsTheOtherTypeIs) {
  const std::vector rows{rate_of_type("q8_0", 28e9), rate_of_type("bf16", 40e9),
                         shaped_rate(core::kDecodeHeads, "q8_0", 7e9)};
  EXPECT_NEAR(likely(inputs_of(rows, "bf16"), "bf16", estimator::Shape::OfHeads), 10e9, 1);
  EXPECT_EQ(likely(inputs_of(rows, "bf16"), "bf16", estimator::Shape::LongRows), 0);
}

TEST(KernelRates, AttentionIsTheRateAtTheGreatestDepth) {
  core::Measurement shallow = measured(core::kDecodeAttention, core::Unit::Time, 1e-3);
  shallow.at["depth_tokens"] = 256;
  shallow.operations_per_sample = core::Flops{1e7};
  core::Measurement deep = measured(core::kDecodeAttention, core::Unit::Time, 2e-3);
  deep.at["depth_tokens"] = 4096;
  deep.operations_per_sample = core::Flops{6e8};
  const Inputs inputs = inputs_of({deep, shallow}, "q4_k_m");
  ASSERT_TRUE(inputs.has(Input::AttentionRate));
  EXPECT_NEAR(inputs.of(Input::AttentionRate)->value.likely, 3e11, 1);
}

TEST(KernelRates, ProductsLieBetweenTheRowsWhoseBatchesAreNearest) {
  // A micro-batch of 512 brings 512 x 8 / 384 tokens to each expert, between the batches of 4 and 16.
  const Inputs inputs = inputs_of({matmul(4, 100e9), matmul(16, 200e9)}, "q4_k_m");
  ASSERT_TRUE(inputs.has(Input::ExpertProducts));
  const double part = std::log(512.0 * 8 / 384 / 4) / std::log(4.0);
  EXPECT_NEAR(inputs.of(Input::ExpertProducts)->value.likely, 200e9 * std::pow(0.5, 1 - part), 1e6);
}

TEST(KernelRates, WithoutRowsThereAreNone) {
  const Inputs inputs = inputs_of({}, "q4_k_m");
  EXPECT_TRUE(inputs.measured_weights.empty());
  EXPECT_FALSE(inputs.has(Input::AttentionRate));
  EXPECT_FALSE(inputs.has(Input::ExpertProducts));
}

}  // namespace
}  // namespace probellm::tests
