#include "gguf/writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/gguf/reader.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using gguf::Fill;
using gguf::Part;

const core::TensorType kQ8{"q8_0", 32, 34};
const core::TensorType kSingle{"f32", 1, 4};

gguf::File example() {
  return {{{"general.architecture", std::string("deepseek2")},
           {"deepseek2.block_count", std::uint32_t{2}},
           {"deepseek2.expert_weights_norm", true},
           {"deepseek2.expert_weights_scale", 2.5F}},
          {{"token_embd.weight", {64, 3}, kQ8, Part::Embedding},
           {"output_norm.weight", {5}, kSingle, Part::Everything, Fill::Ones},
           {"exp_probs_b.bias", {2}, kSingle, Part::Everything, Fill::Zeros}}};
}

struct Folder {
  fs::path path = fs::temp_directory_path() / ("probe-llm-gguf-test-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct Written {
  Folder folder;
  fs::path path = folder.path / "a.gguf";
  std::atomic<bool> stop{false};
  core::Result<core::Bytes> bytes = gguf::write_new(path.string(), example(), stop);
};

float float_at(const std::string& weights, std::size_t at) {
  float value = 0;
  std::memcpy(&value, weights.substr(at, sizeof value).data(), sizeof value);
  return value;
}

TEST(GgufWriter, TheMetadataReadBackIsWhatWasSaid) {
  const Written written;
  const ReadFile file = read_gguf(text_of(written.path));
  EXPECT_EQ(file.version, 3U);
  EXPECT_EQ(file.metadata.at("general.architecture"), "deepseek2");
  EXPECT_EQ(file.metadata.at("deepseek2.block_count"), "2");
  EXPECT_EQ(file.metadata.at("deepseek2.expert_weights_norm"), "true");
  EXPECT_EQ(file.metadata.at("deepseek2.expert_weights_scale"), "2.500000");
}

TEST(GgufWriter, TensorsBeginAtLinesOfACache) {
  const Written written;
  const ReadFile file = read_gguf(text_of(written.path));
  ASSERT_EQ(file.tensors.size(), 3U);
  EXPECT_EQ(file.tensors[0].name, "token_embd.weight");
  EXPECT_EQ(file.tensors[0].shape, (std::vector<std::uint64_t>{64, 3}));
  EXPECT_EQ(file.tensors[0].type, 8U);
  EXPECT_EQ(file.tensors[0].offset, 0U);
  EXPECT_EQ(file.tensors[1].offset, 256U);  // 6 blocks of 34 bytes, padded
  EXPECT_EQ(file.tensors[2].offset, 320U);
  EXPECT_EQ(file.weights.size(), 384U);
  EXPECT_EQ(text_of(written.path).size() % 64, 0U);
}

TEST(GgufWriter, SaysHowManyBytesItWrote) {
  const Written written;
  ASSERT_TRUE(written.bytes.ok());
  EXPECT_EQ(static_cast<std::uintmax_t>(written.bytes->value), fs::file_size(written.path));
}

TEST(GgufWriter, NormsAreOneAndBiasesAreZero) {
  const Written written;
  const ReadFile file = read_gguf(text_of(written.path));
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(float_at(file.weights, 256 + 4 * i), 1.0F);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(float_at(file.weights, 320 + 4 * i), 0.0F);
}

TEST(GgufWriter, LeavesAnExistingFileAsItIs) {
  const Folder folder;
  const fs::path path = folder.path / "mine.gguf";
  std::ofstream(path) << "mine";
  const std::atomic<bool> stop{false};
  EXPECT_FALSE(gguf::write_new(path.string(), example(), stop).ok());
  EXPECT_EQ(text_of(path), "mine");
}

TEST(GgufWriter, AFullDiskIsAnError) {
  const int full = ::open("/dev/full", O_WRONLY);
  if (full < 0) GTEST_SKIP() << "this system has no /dev/full";
  const std::atomic<bool> stop{false};
  const auto written = gguf::write_into(full, example(), stop);
  ::close(full);
  ASSERT_FALSE(written.ok());
  EXPECT_NE(written.error().what.find("No space left"), std::string::npos) << written.error().what;
}

TEST(GgufWriter, AStopLeavesNoFileBehind) {
  const Folder folder;
  const fs::path path = folder.path / "stopped.gguf";
  const std::atomic<bool> stop{true};
  EXPECT_FALSE(gguf::write_new(path.string(), example(), stop).ok());
  EXPECT_FALSE(fs::exists(path));
}

TEST(GgufWriter, ATypeThatGgufLacksIsUnsupported) {
  gguf::File file = example();
  file.tensors[0].type = {"int4_g32", 32, 18};
  const Folder folder;
  const std::atomic<bool> stop{false};
  const auto written = gguf::write_new((folder.path / "a.gguf").string(), file, stop);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().kind, core::ErrorKind::Unsupported);
}

TEST(GgufWriter, RowsThatArentWholeBlocksAreRefused) {
  gguf::File file = example();
  file.tensors[0].shape = {33, 32};
  const Folder folder;
  const std::atomic<bool> stop{false};
  const auto written = gguf::write_new((folder.path / "a.gguf").string(), file, stop);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().kind, core::ErrorKind::Malformed);
}

}  // namespace
}  // namespace probellm::tests
