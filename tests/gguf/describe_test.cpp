#include "gguf/describe.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "estimator/weights.h"
#include "gguf/header.h"
#include "gguf/slice.h"
#include "profiles/catalog.h"
#include "tests/fuzz/gguf_bytes.h"

namespace probellm::tests {
namespace {

using core::ErrorKind;
using core::Part;

constexpr core::Bytes kRoom{std::int64_t{1} << 50};

core::Result<gguf::DescribedModel> described(const std::string& head) {
  auto header = gguf::read_header(bytes_of(head));
  if (!header) return header.error();
  const auto model = gguf::merge_headers({{{"/models/a-b.gguf", kRoom}, std::move(header.value())}});
  if (!model) return model.error();
  return gguf::describe(*model);
}

core::Result<gguf::DescribedModel> described(const GgufBytes& bytes) { return described(bytes.head()); }

core::Model profile(const std::string& id) {
  static const auto catalog = profiles::load_catalog("");
  return *profiles::find_model(*catalog, id);
}

core::WeightGroup group(const gguf::DescribedModel& model, Part part, const std::string& type = "f32") {
  for (const core::WeightGroup& group : model.weights)
    if (group.part == part && group.type.id == type) return group;
  return {};
}

/// A whole model as a slice, of which nothing is written but the header.
gguf::File planned(const core::Model& model) {
  const core::TensorType q4{"q4_0", 32, 18};
  const core::TensorType q8{"q8_0", 32, 34};
  return *gguf::plan_slice(model, {model.leading_dense_layers, model.layers - model.leading_dense_layers,
                                   model.experts, model.vocabulary, q4, q8});
}

void expect_same_shape(const core::Model& a, const core::Model& b) {
  EXPECT_EQ(a.architecture, b.architecture);
  EXPECT_EQ(a.layers, b.layers);
  EXPECT_EQ(a.leading_dense_layers, b.leading_dense_layers);
  EXPECT_EQ(a.hidden, b.hidden);
  EXPECT_EQ(a.vocabulary, b.vocabulary);
  EXPECT_EQ(a.max_context, b.max_context);
  EXPECT_EQ(a.heads, b.heads);
  EXPECT_EQ(a.q_lora_rank, b.q_lora_rank);
  EXPECT_EQ(a.kv_lora_rank, b.kv_lora_rank);
  EXPECT_EQ(a.qk_nope_dim, b.qk_nope_dim);
  EXPECT_EQ(a.qk_rope_dim, b.qk_rope_dim);
  EXPECT_EQ(a.v_dim, b.v_dim);
  EXPECT_EQ(a.kv_heads, b.kv_heads);
  EXPECT_EQ(a.head_dim, b.head_dim);
  EXPECT_EQ(a.experts, b.experts);
  EXPECT_EQ(a.experts_used, b.experts_used);
  EXPECT_EQ(a.shared_experts, b.shared_experts);
  EXPECT_EQ(a.expert_ffn, b.expert_ffn);
  EXPECT_EQ(a.dense_ffn, b.dense_ffn);
  EXPECT_EQ(a.has_tied_head, b.has_tied_head);
}

TEST(Describe, AWrittenModelHasTheShapeThatItWasWrittenFrom) {
  for (const std::string id : {"kimi-k2.6", "deepseek-v2-lite", "qwen3-30b-a3b", "llama-3.1-8b"}) {
    const auto model = described(*gguf::header(planned(profile(id))));
    ASSERT_TRUE(model.ok()) << id << ": " << model.error().what;
    expect_same_shape(model->model, profile(id));
  }
}

TEST(Describe, TheGroupsAreAllBytesAndWhatATokenReads) {
  for (const std::string id : {"kimi-k2.6", "deepseek-v2-lite", "qwen3-30b-a3b", "llama-3.1-8b"}) {
    const gguf::File file = planned(profile(id));
    const auto model = described(*gguf::header(file));
    ASSERT_TRUE(model.ok()) << id << ": " << model.error().what;
    const auto weighed = estimator::weigh(model->weights);
    const auto reads = gguf::read_per_token(file, profile(id).experts_used);
    EXPECT_EQ(estimator::file_bytes(weighed), gguf::stored_bytes(file)) << id;
    EXPECT_EQ(weighed.routed_per_token, reads.routed) << id;
    EXPECT_EQ(weighed.rest_per_token, reads.rest) << id;
  }
}

TEST(Describe, TheGroupsOfAWrittenModelAreThoseOfTheEstimator) {
  const core::Model kimi = profile("kimi-k2.6");
  const auto model = described(*gguf::header(planned(kimi)));
  core::Quant recipe;
  recipe.experts = {"q4_0", 32, 18};
  recipe.rest = {"q8_0", 32, 34};
  for (const core::WeightGroup& expected : estimator::weight_groups(kimi, recipe)) {
    if (expected.part == Part::Router) continue;  // which has the norms beside it
    const core::WeightGroup found = group(*model, expected.part, expected.type.id);
    EXPECT_EQ(found.bytes, expected.bytes) << static_cast<int>(expected.part);
    EXPECT_EQ(found.elements, expected.elements) << static_cast<int>(expected.part);
  }
}

TEST(Describe, OfTheEmbeddingATokenReadsOneRow) {
  const auto model = described(smallest_model());
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(group(*model, Part::Embedding).bytes.value, 8 * 3 * 4);
  EXPECT_EQ(group(*model, Part::Embedding).bytes_per_token.value, 8 * 4);
  EXPECT_EQ(group(*model, Part::Embedding).elements_per_token, 8);
}

GgufBytes tied_model() {
  GgufBytes bytes;
  bytes.text("general.architecture", "qwen2").number("qwen2.block_count", 1);
  bytes.number("qwen2.embedding_length", 8).number("qwen2.attention.head_count", 2);
  bytes.number("qwen2.feed_forward_length", 16).single("token_embd.weight", {8, 3});
  return bytes.single("blk.0.ffn_up.weight", {8, 16}).single("blk.0.attn_q.bias", {8});
}

TEST(Describe, WithoutAnOutputMatrixTheEmbeddingIsTheHeadAndReadWhole) {
  const auto model = described(tied_model());
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_TRUE(model->model.has_tied_head);
  EXPECT_EQ(group(*model, Part::Head).bytes_per_token.value, 8 * 3 * 4);
  EXPECT_EQ(group(*model, Part::Embedding).bytes.value, 0);
}

TEST(Describe, WithoutKeysForThemKvHeadsAreAllHeadsAndTheirWidthIsTheRest) {
  const auto model = described(tied_model());
  EXPECT_EQ(model->model.kv_heads, 2);
  EXPECT_EQ(model->model.head_dim, 4);
}

TEST(Describe, ItsNameIsThatOfTheFileWhereTheHeaderHasNone) {
  const auto model = described(tied_model());
  EXPECT_EQ(model->model.id, "a-b");
  EXPECT_EQ(model->model.name, "a-b");
}

TEST(Describe, TheMatrixThatAllHeadsResultsMeetIsAGroup) {
  GgufBytes bytes = small_mixture();
  const std::int64_t before = group(*described(bytes), Part::Attention).elements;
  bytes.single("blk.0.attn_output.weight", {8, 8});
  EXPECT_EQ(group(*described(bytes), Part::AttentionOut).elements, 8 * 8);
  EXPECT_EQ(group(*described(bytes), Part::Attention).elements, before);
}

TEST(Describe, NormsAndBiasesStandWithTheirGroup) {
  const auto dense = described(smallest_model());
  EXPECT_EQ(group(*dense, Part::Attention).elements, 8 * 8 + 8);
  EXPECT_EQ(group(*dense, Part::Head).elements, 8 * 3 + 8);
  const auto mixture = described(small_mixture());
  ASSERT_TRUE(mixture.ok()) << mixture.error().what;
  EXPECT_EQ(group(*mixture, Part::Router).elements, 8 * 4 + 8);  // with ffn_norm
}

TEST(Describe, LayersThatPredictFurtherTokensAreNeitherCountedNorRead) {
  const auto model = described(small_mixture());
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.layers, 2);
  EXPECT_EQ(model->model.leading_dense_layers, 1);
  EXPECT_EQ(model->kept_in_ram_only.value, (16 * 8 + 5 * 8 * 4) * 4);
  EXPECT_EQ(group(*model, Part::RoutedExperts).elements, 2 * 5 * 8 * 4);
  EXPECT_EQ(group(*model, Part::RoutedExperts).elements_per_token, 5 * 8 * 2);
}

TEST(Describe, ALayerThatBlockCountLeavesOutIsntTakenForOneThatPredicts) {
  GgufBytes bytes = smallest_model();
  const auto model = described(bytes.number("llama.nextn_predict_layers", 1));
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.layers, 1);
}

TEST(Describe, LatentAttentionOfOlderFilesIsReadToo) {
  const auto model = described(small_mixture());
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.kv_lora_rank, 4);
  EXPECT_EQ(model->model.qk_nope_dim, 4);
  EXPECT_EQ(model->model.qk_rope_dim, 2);
  EXPECT_EQ(model->model.v_dim, 4);
  EXPECT_EQ(model->model.kv_heads, 0);
}

TEST(Describe, TheUndividedMatrixBesideItsHalvesIsntReadInDecoding) {
  GgufBytes bytes = small_mixture();
  bytes.single("blk.0.attn_k_b.weight", {4, 4, 2}).single("blk.0.attn_v_b.weight", {4, 4, 2});
  const auto model = described(bytes);
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(group(*model, Part::Attention).elements, 2 * 4 * 16);
  EXPECT_EQ(group(*model, Part::Attention).elements_per_token, 0);
  EXPECT_EQ(group(*model, Part::AttentionHeads).elements, 2 * 32);
  EXPECT_EQ(group(*model, Part::AttentionHeads).elements_per_token, 2 * 32);
}

/// gpt-oss as its published files are: biases on everything, windows in every other layer, no output of its
/// own here.
GgufBytes small_gpt_oss(std::uint32_t layers) {
  GgufBytes bytes;
  bytes.text("general.architecture", "gpt-oss").text("general.name", "gpt\x1b oss");
  bytes.number("gpt-oss.block_count", layers).number("gpt-oss.embedding_length", 64);
  bytes.number("gpt-oss.attention.head_count", 4).number("gpt-oss.attention.head_count_kv", 2);
  bytes.number("gpt-oss.attention.key_length", 16).number("gpt-oss.attention.value_length", 16);
  bytes.number("gpt-oss.attention.sliding_window", 128).number("gpt-oss.feed_forward_length", 32);
  bytes.number("gpt-oss.expert_count", 4).number("gpt-oss.expert_used_count", 2);
  bytes.single("token_embd.weight", {64, 10}).single("output.weight", {64, 10});
  for (std::uint32_t i = 0; i < layers; ++i) {
    const std::string layer = "blk." + std::to_string(i) + ".";
    bytes.single(layer + "attn_sinks.weight", {4}).single(layer + "ffn_gate_inp.bias", {4});
    bytes.tensor_at(layer + "ffn_down_exps.weight", {32, 64, 4}, 39, bytes.next_offset);
    bytes.single(layer + "ffn_down_exps.bias", {64, 4});
  }
  return bytes;
}

TEST(Describe, TheWindowsOfGptOssAreInEveryOtherLayer) {
  const auto model = described(small_gpt_oss(5));
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.windowed_layers, 3);
  EXPECT_EQ(model->model.window, 128);
}

TEST(Describe, BiasesOfExpertsAreReadWithThem) {
  const auto model = described(small_gpt_oss(1));
  EXPECT_EQ(group(*model, Part::RoutedExperts, "mxfp4").bytes_per_token.value, 2 * 64 * 17);
  EXPECT_EQ(group(*model, Part::RoutedExperts).bytes_per_token.value, 2 * 64 * 4);
  EXPECT_EQ(group(*model, Part::RoutedExperts, "mxfp4").type.computed_like, "iq4_xs");
}

TEST(Describe, AModelWithoutDenseLayersHasNoDenseWidth) {
  EXPECT_EQ(described(small_gpt_oss(2))->model.dense_ffn, 0);
}

TEST(Describe, ControlCharactersOfANameAreReplaced) {
  EXPECT_EQ(described(small_gpt_oss(1))->model.name, "gpt? oss");
}

TEST(Describe, AWindowPatternInTheFileIsCounted) {
  GgufBytes bytes = smallest_model();
  bytes.number("llama.attention.sliding_window", 512);
  const auto model = described(bytes.array("llama.attention.sliding_window_pattern", 7, 1, "\1"));
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.windowed_layers, 1);
  EXPECT_EQ(model->model.window, 512);
}

GgufBytes two_layers(const std::vector<std::uint32_t>& kv_heads) {
  GgufBytes bytes;
  bytes.text("general.architecture", "x").number("x.block_count", 2).number("x.embedding_length", 8);
  bytes.number("x.attention.head_count", 8).numbers("x.attention.head_count_kv", kv_heads);
  bytes.numbers("x.feed_forward_length", {16, 32}).single("token_embd.weight", {8, 3});
  return bytes.single("blk.0.ffn_up.weight", {8, 16}).single("blk.1.ffn_up.weight", {8, 32});
}

TEST(Describe, KvHeadsThatDifferByLayerAreTheirMeanRoundedUp) {
  const auto model = described(two_layers({1, 4}));
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.kv_heads, 3);
  EXPECT_EQ(model->model.dense_ffn, 32);
}

void expect_refused(const GgufBytes& bytes, ErrorKind kind, const std::vector<std::string>& words) {
  const auto model = described(bytes);
  ASSERT_FALSE(model.ok()) << words.front();
  EXPECT_EQ(model.error().kind, kind) << model.error().what;
  for (const std::string& word : words)
    EXPECT_NE(model.error().what.find(word), std::string::npos) << model.error().what;
}

TEST(Describe, FewerKvHeadsThanLayersAreRefused) {
  expect_refused(two_layers({1}), ErrorKind::Malformed, {"x.attention.head_count_kv", "2 layers"});
}

TEST(Describe, RecurrentLayersAreRefusedByTheirTensors) {
  GgufBytes bytes = smallest_model();
  expect_refused(bytes.single("blk.0.ssm_in.weight", {8, 8}), ErrorKind::Unsupported,
                 {"llama", "recurrent", "blk.0.ssm_in.weight"});
}

TEST(Describe, RecurrentLayersAreRefusedByTheirKeys) {
  GgufBytes bytes;
  bytes.text("general.architecture", "kimi-linear").number("kimi-linear.kda.head_dim", 128);
  expect_refused(bytes, ErrorKind::Unsupported, {"kimi-linear", "recurrent"});
}

TEST(Describe, OtherFilesThanLanguageModelsAreRefused) {
  constexpr ErrorKind kOther = ErrorKind::Unsupported;
  expect_refused(GgufBytes().text("general.architecture", "clip"), kOther, {"projector"});
  GgufBytes adapter = GgufBytes().text("general.architecture", "llama");
  expect_refused(adapter.text("general.type", "adapter"), kOther, {"adapter"});
  GgufBytes both = smallest_model();
  expect_refused(both.single("dec.blk.0.attn_q.weight", {8, 8}), kOther, {"an encoder and a decoder"});
  expect_refused(GgufBytes(), ErrorKind::Malformed, {"general.architecture", "missing"});
}

TEST(Describe, MissingKeysAreNamed) {
  GgufBytes bytes = GgufBytes().text("general.architecture", "llama");
  bytes.single("token_embd.weight", {8, 3}).single("blk.0.ffn_up.weight", {8, 16});
  expect_refused(bytes, ErrorKind::Malformed, {"llama.block_count is missing"});
  bytes.number("llama.block_count", 1);
  expect_refused(bytes, ErrorKind::Malformed, {"llama.embedding_length is missing"});
  bytes.number("llama.embedding_length", 8);
  expect_refused(bytes, ErrorKind::Malformed, {"llama.attention.head_count is missing"});
  bytes.number("llama.attention.head_count", 1);
  expect_refused(bytes, ErrorKind::Malformed, {"llama.feed_forward_length is missing"});
  EXPECT_TRUE(described(bytes.number("llama.feed_forward_length", 16)).ok());
}

TEST(Describe, LayersWithoutTensorsAreRefused) {
  GgufBytes bytes = GgufBytes().text("general.architecture", "llama").number("llama.block_count", 2);
  bytes.single("token_embd.weight", {8, 3}).single("blk.0.ffn_up.weight", {8, 16});
  expect_refused(bytes, ErrorKind::Malformed, {"blk.1.* are missing", "2 layers were expected"});
}

TEST(Describe, AnEmbeddingOfAnotherWidthIsRefused) {
  GgufBytes bytes = GgufBytes().text("general.architecture", "llama").number("llama.block_count", 1);
  bytes.number("llama.embedding_length", 16).single("token_embd.weight", {8, 3});
  expect_refused(bytes.single("blk.0.ffn_up.weight", {8, 16}), ErrorKind::Malformed,
                 {"llama.embedding_length", "token_embd.weight (8)"});
}

TEST(Describe, OtherNumbersOfExpertsThanTheKeySaysAreRefused) {
  GgufBytes bytes = small_mixture();
  expect_refused(bytes.single("blk.1.ffn_up_exps.weight", {8, 5, 3}), ErrorKind::Malformed,
                 {"blk.1.ffn_up_exps.weight", "3 experts", "4 were expected"});
}

TEST(Describe, OldFilesWithATensorForEachExpertAreRead) {
  GgufBytes bytes = smallest_model();
  bytes.number("llama.expert_count", 2).number("llama.expert_used_count", 1);
  for (const std::string name : {"blk.0.ffn_down.0.weight", "blk.0.ffn_down.1.weight"})
    bytes.single(name, {16, 8});
  const auto model = described(bytes);
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->model.expert_ffn, 16);
  EXPECT_EQ(group(*model, Part::RoutedExperts).elements, 2 * 16 * 8);
  EXPECT_EQ(group(*model, Part::RoutedExperts).elements_per_token, 16 * 8);
}

}  // namespace
}  // namespace probellm::tests
