#include "gguf/slice.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "estimator/weights.h"
#include "gguf/header.h"
#include "profiles/catalog.h"
#include "tests/gguf/reader.h"

namespace probellm::tests {
namespace {

const core::TensorType kQ4{"q4_0", 32, 18};
const core::TensorType kQ8{"q8_0", 32, 34};

core::Model kimi() {
  const auto catalog = profiles::load_catalog("");
  return *profiles::find_model(*catalog, "kimi-k2.6");
}

gguf::Slice whole(const core::Model& model) {
  return {model.leading_dense_layers,
          model.layers - model.leading_dense_layers,
          model.experts,
          model.vocabulary,
          kQ4,
          kQ8};
}

core::Quant recipe() {
  core::Quant quant;
  quant.experts = kQ4;
  quant.rest = kQ8;
  return quant;
}

/// The norms, which the estimator leaves out.
core::Bytes norms(const gguf::File& file) {
  core::Bytes sum;
  for (const gguf::Tensor& tensor : file.tensors)
    if (tensor.fill == gguf::Fill::Ones) sum += gguf::stored_bytes(tensor);
  return sum;
}

TEST(Slice, TheWholeModelIsToTheByteWhatTheEstimatorWeighs) {
  const auto file = gguf::plan_slice(kimi(), whole(kimi()));
  ASSERT_TRUE(file.ok());
  const core::Bytes weighed = estimator::file_bytes(estimator::weigh(kimi(), recipe()));
  EXPECT_EQ((gguf::stored_bytes(*file) - norms(*file)).value, weighed.value);
}

TEST(Slice, ATokenOfTheWholeModelReadsWhatTheEstimatorSaysAndOneRowOfTheEmbedding) {
  const auto file = gguf::plan_slice(kimi(), whole(kimi()));
  const auto reads = gguf::read_per_token(*file, kimi().experts_used);
  const auto weighed = estimator::weigh(kimi(), recipe());
  EXPECT_EQ(reads.routed.value, weighed.routed_per_token.value);
  EXPECT_EQ((reads.rest - norms(*file)).value, weighed.rest_per_token.value + kimi().hidden / 32 * 34);
}

TEST(Slice, FewerExpertsMakeASmallerFileOfWhichATokenReadsAsMuch) {
  gguf::Slice slice{1, 2, 32, 1024, kQ4, kQ8};
  const auto few = gguf::plan_slice(kimi(), slice);
  slice.experts = 64;
  const auto many = gguf::plan_slice(kimi(), slice);
  EXPECT_LT(gguf::stored_bytes(*few).value, gguf::stored_bytes(*many).value);
  EXPECT_EQ(gguf::read_per_token(*few, 8).routed.value, gguf::read_per_token(*many, 8).routed.value);
}

TEST(Slice, KeepsTheShapesThatTheLoaderAsksFor) {
  const auto file = gguf::plan_slice(kimi(), {1, 1, 32, 1024, kQ4, kQ8});
  const ReadFile read = read_gguf(*gguf::header(*file));
  const auto shape = [&](const std::string& name) {
    const auto found = std::ranges::find(read.tensors, name, &ReadTensor::name);
    return found == read.tensors.end() ? std::vector<std::uint64_t>{} : found->shape;
  };
  EXPECT_EQ(shape("blk.1.ffn_down_exps.weight"), (std::vector<std::uint64_t>{2048, 7168, 32}));
  EXPECT_EQ(shape("blk.0.attn_k_b.weight"), (std::vector<std::uint64_t>{128, 512, 64}));
  EXPECT_EQ(shape("blk.0.ffn_up.weight"), (std::vector<std::uint64_t>{7168, 18432}));
  EXPECT_EQ(shape("blk.1.exp_probs_b.bias"), (std::vector<std::uint64_t>{32}));
  EXPECT_EQ(read.metadata.at("deepseek2.attention.key_length"), "576");
  EXPECT_EQ(read.metadata.at("deepseek2.attention.key_length_mla"), "192");
  EXPECT_EQ(read.metadata.at("deepseek2.leading_dense_block_count"), "1");
}

TEST(Slice, FewerExpertsThanATokenUsesAreRefused) {
  const auto file = gguf::plan_slice(kimi(), {1, 1, 7, 1024, kQ4, kQ8});
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().kind, core::ErrorKind::Malformed);
}

TEST(Slice, MoreThanTheModelHasIsRefused) {
  EXPECT_FALSE(gguf::plan_slice(kimi(), {1, 61, 32, 1024, kQ4, kQ8}).ok());
  EXPECT_FALSE(gguf::plan_slice(kimi(), {2, 1, 32, 1024, kQ4, kQ8}).ok());
  EXPECT_FALSE(gguf::plan_slice(kimi(), {1, 1, 385, 1024, kQ4, kQ8}).ok());
  EXPECT_FALSE(gguf::plan_slice(kimi(), {1, 1, 32, 163841, kQ4, kQ8}).ok());
}

}  // namespace
}  // namespace probellm::tests
