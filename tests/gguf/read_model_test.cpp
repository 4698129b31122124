#include "gguf/read_model.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "gguf/slice.h"
#include "gguf/writer.h"
#include "tests/fuzz/gguf_bytes.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using core::ErrorKind;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("probe-llm-read-model-test-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string put(const std::string& name, const std::string& bytes) const {
    std::ofstream(path / name, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return (path / name).string();
  }
};

/// One of `count` shards, which each hold one tensor.
GgufBytes shard(std::uint16_t number, std::uint16_t count) {
  GgufBytes bytes;
  bytes.entry("split.no", 2, raw(number)).entry("split.count", 2, raw(count));
  bytes.entry("split.tensors.count", 5, raw(std::int32_t{count}));
  if (number == 0) bytes.text("general.architecture", "llama");
  return bytes.single("tensor" + std::to_string(number), {16});
}

std::string shard_name(int number, int count) {
  return "m-0000" + std::to_string(number) + "-of-0000" + std::to_string(count) + ".gguf";
}

std::string put_three_shards(const Folder& folder) {
  for (std::uint16_t i = 0; i < 3; ++i) folder.put(shard_name(i + 1, 3), shard(i, 3).file());
  return (folder.path / shard_name(1, 3)).string();
}

void expect_error(const core::Result<gguf::ModelFiles>& model, ErrorKind kind,
                  const std::vector<std::string>& words) {
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().kind, kind) << model.error().what;
  for (const std::string& word : words)
    EXPECT_NE(model.error().what.find(word), std::string::npos) << model.error().what;
}

core::Model small_model() {
  core::Model model;
  model.name = "small";
  model.architecture = "deepseek2";
  model.layers = 3;
  model.leading_dense_layers = 1;
  model.hidden = 256;
  model.vocabulary = 100;
  model.max_context = 4096;
  model.heads = 4;
  model.q_lora_rank = 64;
  model.kv_lora_rank = 64;
  model.qk_nope_dim = 32;
  model.qk_rope_dim = 32;
  model.v_dim = 32;
  model.experts = 8;
  model.experts_used = 2;
  model.shared_experts = 1;
  model.expert_ffn = 256;
  model.dense_ffn = 512;
  return model;
}

TEST(ReadModel, AWrittenSliceHasItsTensorsAndBytes) {
  const Folder folder;
  const core::TensorType q4{"q4_k", 256, 144};
  const core::TensorType q8{"q8_0", 32, 34};
  const auto planned = gguf::plan_slice(small_model(), {1, 2, 8, 100, q4, q8});
  const std::string path = (folder.path / "slice.gguf").string();
  const std::atomic<bool> stop{false};
  const auto written = gguf::write_new(path, *planned, stop);
  ASSERT_TRUE(written.ok());
  const auto model = gguf::read_model_files(path);
  ASSERT_TRUE(model.ok()) << model.error().what;
  ASSERT_EQ(model->tensors.size(), planned->tensors.size());
  core::Bytes sum;
  for (std::size_t i = 0; i < model->tensors.size(); ++i) {
    EXPECT_EQ(model->tensors[i].described.name, planned->tensors[i].name);
    EXPECT_EQ(model->tensors[i].described.shape, planned->tensors[i].shape);
    EXPECT_EQ(model->tensors[i].size, gguf::stored_bytes(planned->tensors[i])) << planned->tensors[i].name;
    sum += model->tensors[i].size;
  }
  EXPECT_EQ(sum, gguf::stored_bytes(*planned));
  EXPECT_EQ(model->size_on_disk, *written);
}

TEST(ReadModel, ShardsBesideTheFirstAreFoundAndMerged) {
  const Folder folder;
  const auto model = gguf::read_model_files(put_three_shards(folder));
  ASSERT_TRUE(model.ok()) << model.error().what;
  ASSERT_EQ(model->files.size(), 3U);
  ASSERT_EQ(model->tensors.size(), 3U);
  EXPECT_EQ(model->tensors[2].described.name, "tensor2");
  EXPECT_EQ(model->tensors[2].file, 2U);
  EXPECT_EQ(model->size_on_disk.value,
            model->files[0].size.value + model->files[1].size.value + model->files[2].size.value);
  EXPECT_TRUE(model->metadata.contains("general.architecture"));
}

TEST(ReadModel, AnyShardStandsForItsModel) {
  const Folder folder;
  put_three_shards(folder);
  const auto model = gguf::read_model_files((folder.path / shard_name(3, 3)).string());
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->tensors.size(), 3U);
}

TEST(ReadModel, AMissingShardIsNamed) {
  const Folder folder;
  const std::string first = put_three_shards(folder);
  fs::remove(folder.path / shard_name(2, 3));
  expect_error(gguf::read_model_files(first), ErrorKind::NotFound, {shard_name(2, 3), "is missing"});
}

TEST(ReadModel, AShardOfAnotherPlaceIsRefused) {
  const Folder folder;
  const std::string first = put_three_shards(folder);
  folder.put(shard_name(2, 3), shard(2, 3).file());
  expect_error(gguf::read_model_files(first), ErrorKind::Malformed,
               {shard_name(2, 3), "split.no is 2", "1 was expected"});
}

TEST(ReadModel, AShardOfAnotherSplitIsRefused) {
  const Folder folder;
  const std::string first = put_three_shards(folder);
  folder.put(shard_name(2, 3), shard(1, 4).file());
  expect_error(gguf::read_model_files(first), ErrorKind::Malformed, {"split.count is 4", "3 was expected"});
}

TEST(ReadModel, AShardWithoutSplitKeysIsRefused) {
  const Folder folder;
  const std::string first = put_three_shards(folder);
  folder.put(shard_name(2, 3), GgufBytes().single("t", {1}).file());
  expect_error(gguf::read_model_files(first), ErrorKind::Malformed,
               {shard_name(2, 3), "split.count is missing"});
}

TEST(ReadModel, ShardsThatDisagreeAboutTheirTensorsAreRefused) {
  const Folder folder;
  const std::string first = put_three_shards(folder);
  GgufBytes other;
  other.entry("split.no", 2, raw(std::uint16_t{1})).entry("split.count", 2, raw(std::uint16_t{3}));
  folder.put(shard_name(2, 3), other.entry("split.tensors.count", 5, raw(9)).single("t", {1}).file());
  expect_error(gguf::read_model_files(first), ErrorKind::Malformed,
               {shard_name(2, 3), "split.tensors.count"});
}

TEST(ReadModel, FewerTensorsThanTheSplitHadAreRefused) {
  const Folder folder;
  for (std::uint16_t i = 0; i < 2; ++i) {
    GgufBytes bytes;
    bytes.entry("split.no", 2, raw(i)).entry("split.count", 2, raw(std::uint16_t{2}));
    bytes.entry("split.tensors.count", 5, raw(3)).single("t" + std::to_string(i), {1});
    folder.put(shard_name(i + 1, 2), bytes.file());
  }
  expect_error(gguf::read_model_files((folder.path / shard_name(1, 2)).string()), ErrorKind::Malformed,
               {"split.tensors.count is 3", "2 was expected"});
}

TEST(ReadModel, ATensorInTwoShardsIsRefused) {
  const Folder folder;
  GgufBytes second;
  second.entry("split.no", 2, raw(std::uint16_t{1})).entry("split.count", 2, raw(std::uint16_t{2}));
  second.entry("split.tensors.count", 5, raw(2)).single("tensor0", {16});
  const std::string first = folder.put(shard_name(1, 2), shard(0, 2).file());
  folder.put(shard_name(2, 2), second.file());
  expect_error(gguf::read_model_files(first), ErrorKind::Malformed, {"tensor0", "earlier part"});
}

TEST(ReadModel, ARenamedShardIsRefusedWithTheNameThatItShouldHave) {
  const Folder folder;
  expect_error(gguf::read_model_files(folder.put("m.gguf", shard(0, 13).file())), ErrorKind::Malformed,
               {"one of 13 parts", "-00001-of-00013.gguf"});
}

TEST(ReadModel, ABrokenDownloadIsSaidWithTheBytesThatAreMissing) {
  const Folder folder;
  const std::string path = folder.put("m.gguf", smallest_model().file());
  const auto whole = fs::file_size(path);
  fs::resize_file(path, whole - 100);
  expect_error(gguf::read_model_files(path), ErrorKind::Malformed, {"m.gguf", "100 bytes are missing"});
}

TEST(ReadModel, TensorsThatOverlapAreRefused) {
  const Folder folder;
  GgufBytes bytes = GgufBytes().tensor_at("a", {64}, 0, 0).tensor_at("b", {64}, 0, 0);
  bytes.next_offset = 256;
  expect_error(gguf::read_model_files(folder.put("m.gguf", bytes.file())), ErrorKind::Malformed, {"overlap"});
}

TEST(ReadModel, AnUnknownTensorTypeIsNamed) {
  const Folder folder;
  const std::string path = folder.put("m.gguf", GgufBytes().tensor_at("a", {256}, 300, 0).file());
  expect_error(gguf::read_model_files(path), ErrorKind::Unsupported, {"m.gguf", "tensor a", "type 300"});
}

TEST(ReadModel, RowsOfBrokenBlocksAreRefused) {
  const Folder folder;
  const std::string path = folder.put("m.gguf", GgufBytes().tensor_at("a", {100}, 12, 0).file());
  expect_error(gguf::read_model_files(path), ErrorKind::Malformed,
               {"tensor a", "rows of 100 elements", "whole blocks of 256"});
}

TEST(ReadModel, AnOffsetBeyondAllFilesIsRefused) {
  const Folder folder;
  const std::string path = folder.put("m.gguf", GgufBytes().tensor_at("a", {1}, 0, ~0ULL << 5).file());
  expect_error(gguf::read_model_files(path), ErrorKind::Malformed, {"tensor a", "2^62"});
}

TEST(ReadModel, AFolderStandsForTheOneModelInIt) {
  const Folder folder;
  put_three_shards(folder);
  folder.put("mmproj-F16.gguf", "x");
  folder.put("imatrix_unsloth.gguf", "x");
  folder.put("README.md", "x");
  const auto model = gguf::read_model_files(folder.path.string());
  ASSERT_TRUE(model.ok()) << model.error().what;
  EXPECT_EQ(model->files.size(), 3U);
}

TEST(ReadModel, AFolderOfTwoModelsIsRefusedWithTheirNames) {
  const Folder folder;
  put_three_shards(folder);
  folder.put("other.gguf", smallest_model().file());
  expect_error(gguf::read_model_files(folder.path.string()), ErrorKind::Malformed,
               {"2 models", shard_name(1, 3), "other.gguf"});
}

TEST(ReadModel, AFolderWithoutModelsIsNotFound) {
  const Folder folder;
  expect_error(gguf::read_model_files(folder.path.string()), ErrorKind::NotFound, {"holds no model"});
}

TEST(ReadModel, AMissingFileIsNotFound) {
  expect_error(gguf::read_model_files("/nowhere/m.gguf"), ErrorKind::NotFound, {"/nowhere/m.gguf"});
}

}  // namespace
}  // namespace probellm::tests
