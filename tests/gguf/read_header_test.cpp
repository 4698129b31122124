#include "gguf/read_header.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/fuzz/gguf_bytes.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using core::ErrorKind;

core::Result<gguf::Header> read(const GgufBytes& bytes) { return gguf::read_header(bytes_of(bytes.file())); }

/// The value of the one entry.
gguf::HeaderValue value_of(std::uint32_t type, const std::string& value) {
  const auto header = read(GgufBytes().entry("key", type, value));
  return header ? header->metadata.at("key") : gguf::HeaderValue(header.error().what);
}

gguf::HeaderArray array_of(std::uint32_t type, std::uint64_t length, const std::string& values) {
  const auto header = read(GgufBytes().array("key", type, length, values).number("behind", 7));
  if (!header || std::get<std::int64_t>(header->metadata.at("behind")) != 7) return {};
  return std::get<gguf::HeaderArray>(header->metadata.at("key"));
}

TEST(ReadHeader, WholeNumbersOfEachSizeAreKept) {
  const auto is = [](const gguf::HeaderValue& value, std::int64_t number) {
    const auto* kept = std::get_if<std::int64_t>(&value);
    return kept != nullptr && *kept == number;
  };
  EXPECT_TRUE(is(value_of(0, raw<std::uint8_t>(200)), 200));
  EXPECT_TRUE(is(value_of(1, raw<std::int8_t>(-2)), -2));
  EXPECT_TRUE(is(value_of(2, raw<std::uint16_t>(60000)), 60000));
  EXPECT_TRUE(is(value_of(3, raw<std::int16_t>(-300)), -300));
  EXPECT_TRUE(is(value_of(4, raw<std::uint32_t>(4000000000)), 4000000000));
  EXPECT_TRUE(is(value_of(5, raw<std::int32_t>(-70000)), -70000));
  EXPECT_TRUE(is(value_of(10, raw<std::uint64_t>(std::uint64_t{1} << 40)), std::int64_t{1} << 40));
  EXPECT_TRUE(is(value_of(11, raw<std::int64_t>(-(std::int64_t{1} << 40))), -(std::int64_t{1} << 40)));
}

TEST(ReadHeader, AWholeNumberThatIsTooLargeBecomesADouble) {
  EXPECT_EQ(std::get<double>(value_of(10, raw<std::uint64_t>(std::uint64_t{1} << 63))),
            9223372036854775808.0);
}

TEST(ReadHeader, FloatsFlagsAndTextsAreKept) {
  EXPECT_EQ(std::get<double>(value_of(6, raw(2.5F))), 2.5);
  EXPECT_EQ(std::get<double>(value_of(12, raw(-0.125))), -0.125);
  EXPECT_TRUE(std::get<bool>(value_of(7, raw<std::uint8_t>(1))));
  EXPECT_EQ(std::get<std::string>(value_of(8, raw_text("deepseek2"))), "deepseek2");
}

TEST(ReadHeader, OfALongTextTheFirst64KibAreKept) {
  EXPECT_EQ(std::get<std::string>(value_of(8, raw_text(std::string(100000, 'x')))).size(), 65536U);
}

TEST(ReadHeader, ShortArraysOfNumbersAndFlagsAreKept) {
  EXPECT_EQ(array_of(5, 3, raw(8) + raw(0) + raw(-1)).numbers, (std::vector<std::int64_t>{8, 0, -1}));
  EXPECT_EQ(array_of(7, 2, std::string("\1\0", 2)).numbers, (std::vector<std::int64_t>{1, 0}));
}

TEST(ReadHeader, OfOtherArraysTheLengthIsKept) {
  const auto texts = array_of(8, 2, raw_text("one") + raw_text(""));
  const auto floats = array_of(6, 2, raw(1.0F) + raw(2.0F));
  const auto many = array_of(0, 1025, std::string(1025, '\1'));
  EXPECT_EQ(texts.length, 2U);
  EXPECT_EQ(floats.length, 2U);
  EXPECT_EQ(many.length, 1025U);
  EXPECT_TRUE(texts.numbers.empty() && floats.numbers.empty() && many.numbers.empty());
}

TEST(ReadHeader, TensorsHaveNameShapeTypeAndOffset) {
  const auto header = read(GgufBytes().tensor_at("a.weight", {256, 3, 4}, 12, 64));
  ASSERT_TRUE(header.ok()) << header.error().what;
  const gguf::HeaderTensor& tensor = header->tensors.at(0);
  EXPECT_EQ(tensor.name, "a.weight");
  EXPECT_EQ(tensor.shape, (std::vector<std::int64_t>{256, 3, 4}));
  EXPECT_EQ(tensor.ggml_number, 12U);
  EXPECT_EQ(tensor.offset, 64U);
}

TEST(ReadHeader, TheWeightsBeginAtTheNextMultipleOfTheAlignment) {
  const GgufBytes plain = GgufBytes().number("key", 1);
  EXPECT_EQ(read(plain)->data_start, (plain.head().size() + 31) / 32 * 32);
  const auto aligned = read(GgufBytes().number("general.alignment", 1024));
  EXPECT_EQ(aligned->alignment, 1024U);
  EXPECT_EQ(aligned->data_start, 1024U);
}

TEST(ReadHeader, Version2IsReadAsVersion3) {
  GgufBytes bytes = smallest_model();
  bytes.version = 2;
  const auto header = read(bytes);
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->version, 2U);
  EXPECT_EQ(header->tensors.size(), 6U);
}

/// Bytes that must be refused, and words that the error must have.
struct Refused {
  std::string bytes;
  ErrorKind kind;
  std::vector<std::string> words;
};

GgufBytes of_version(std::uint32_t version) {
  GgufBytes bytes = smallest_model();
  bytes.version = version;
  return bytes;
}

GgufBytes claiming(std::uint64_t tensors, std::uint64_t entries) {
  GgufBytes bytes;
  bytes.tensor_count = tensors;
  bytes.entry_count = entries;
  return bytes;
}

void expect_refused(const std::vector<Refused>& cases) {
  for (const Refused& refused : cases) {
    const auto header = gguf::read_header(bytes_of(refused.bytes));
    ASSERT_FALSE(header.ok()) << refused.words.front();
    EXPECT_EQ(header.error().kind, refused.kind) << header.error().what;
    for (const std::string& word : refused.words)
      EXPECT_NE(header.error().what.find(word), std::string::npos) << header.error().what;
  }
}

TEST(ReadHeader, OtherFormatsAreNamed) {
  constexpr ErrorKind kOther = ErrorKind::Unsupported;
  constexpr ErrorKind kBroken = ErrorKind::Malformed;
  expect_refused(
      {{"", kBroken, {"it is empty"}},
       {"version https://git-lfs.github.com/spec/v1\n", kBroken, {"git-lfs pointer", "git lfs pull"}},
       {"<!DOCTYPE html>", kBroken, {"web page"}},
       {"<HTML lang=\"en\">", kBroken, {"web page"}},
       {raw<std::uint64_t>(20) + "{\"__metadata__\":{}}", kOther, {"safetensors"}},
       {"lmgg....", kOther, {"before GGUF"}},
       {"tjgg....", kOther, {"before GGUF"}},
       {"PK\x03\x04....", kOther, {"zip archive"}},
       {"\x28\xb5\x2f\xfd....", kOther, {"zstd"}},
       {"FUGG....", kBroken, {"byte 0", "46 55 47 47", "47 47 55 46 (GGUF) was expected"}}});
}

TEST(ReadHeader, OtherVersionsAreNamed) {
  constexpr ErrorKind kOther = ErrorKind::Unsupported;
  expect_refused({{of_version(1).file(), kOther, {"version 1", "2 or 3 was expected", "byte 8"}},
                  {of_version(4).file(), kOther, {"version 4", "2 or 3 was expected"}},
                  {of_version(0).file(), kOther, {"version 0"}},
                  {of_version(0x03000000).file(), kOther, {"big-endian"}}});
}

TEST(ReadHeader, WhatIsWrongWithAnEntryIsSaidWithItsKey) {
  constexpr ErrorKind kBroken = ErrorKind::Malformed;
  expect_refused(
      {{GgufBytes().entry("odd", 13, "").file(), kBroken, {"key odd", "type 13", "0 to 12 was expected"}},
       {GgufBytes().array("odd", 99, 0, "").file(), kBroken, {"key odd", "type 99"}},
       {GgufBytes().array("odd", 9, 1, "").file(), ErrorKind::Unsupported, {"key odd", "array of arrays"}},
       {GgufBytes().number("k", 1).number("k", 1).file(), kBroken, {"key k", "twice"}},
       {GgufBytes().number("general.alignment", 24).file(), kBroken, {"general.alignment", "power of two"}},
       {GgufBytes().number("general.alignment", 0).file(), kBroken, {"general.alignment", "power of two"}},
       {GgufBytes().text("general.alignment", "32").file(), kBroken, {"general.alignment", "power of two"}},
       {GgufBytes().array("long", 8, 1ULL << 60, "").head(), kBroken, {"key long", "ends"}},
       {GgufBytes().array("long", 11, ~0ULL, "").head(), kBroken, {"key long", "ends"}}});
}

TEST(ReadHeader, WhatIsWrongWithATensorIsSaidWithItsName) {
  constexpr ErrorKind kBroken = ErrorKind::Malformed;
  const auto with = [](const std::vector<std::uint64_t>& shape, std::uint64_t offset) {
    return GgufBytes().tensor_at("t", shape, 0, offset).file();
  };
  constexpr std::uint64_t kLarge = std::uint64_t{1} << 31;
  expect_refused(
      {{with({1, 1, 1, 1, 1}, 0), kBroken, {"tensor t", "5 dimensions", "at most 4 were expected"}},
       {with({4, 0}, 0), kBroken, {"tensor t", "a dimension of 0", "at least 1 was expected"}},
       {with({~0ULL}, 0), kBroken, {"tensor t", "2^63"}},
       {with({kLarge, kLarge, 2}, 0), kBroken, {"tensor t", "2^62"}},
       {with({8}, 33), kBroken, {"tensor t", "33", "a multiple of 32 was expected"}},
       {GgufBytes().single("t", {1}).single("t", {1}).file(), kBroken, {"tensor t", "twice"}},
       {GgufBytes().single("bad\n\x1b[31mname", {0}).file(), kBroken, {"tensor bad??[31mname"}}});
}

TEST(ReadHeader, TooManyTensorsOrEntriesAreRefused) {
  constexpr ErrorKind kBroken = ErrorKind::Malformed;
  expect_refused({{claiming(65537, 0).file(), kBroken, {"65537 tensors", "at most 65536"}},
                  {claiming(~0ULL, 0).file(), kBroken, {"tensors", "at most 65536"}},
                  {claiming(0, ~0ULL).file(), kBroken, {"metadata entries", "at most 65536"}}});
}

TEST(ReadHeader, EveryTruncationIsAnErrorThatSaysWhere) {
  const std::string whole = small_mixture().head();
  ASSERT_TRUE(gguf::read_header(bytes_of(whole)).ok());
  for (std::size_t size = 4; size < whole.size(); ++size) {
    const auto header = gguf::read_header(bytes_of(whole).first(size));
    ASSERT_FALSE(header.ok()) << size;
    EXPECT_EQ(header.error().kind, ErrorKind::Malformed);
    EXPECT_NE(header.error().what.find("the file ends after"), std::string::npos) << header.error().what;
    EXPECT_NE(header.error().what.find(", byte "), std::string::npos) << header.error().what;
  }
}

/// A file that is gone afterwards.
struct TemporaryFile {
  fs::path path =
      fs::temp_directory_path() / ("probe-llm-read-header-test-" + std::to_string(::getpid()) + ".gguf");
  explicit TemporaryFile(const std::string& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  ~TemporaryFile() { fs::remove(path); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
};

TEST(ReadHeaderOfAFile, ALongTokenizerIsPassedOver) {
  std::string words;
  for (int i = 0; i < 400000; ++i) words += raw_text("word " + std::to_string(i));
  GgufBytes bytes = GgufBytes().array("tokenizer.ggml.tokens", 8, 400000, words);
  const TemporaryFile file(bytes.number("behind", 5).single("t", {64}).file());
  const auto header = gguf::read_file_header(file.path.string());
  ASSERT_TRUE(header.ok()) << header.error().what;
  EXPECT_EQ(std::get<gguf::HeaderArray>(header->metadata.at("tokenizer.ggml.tokens")).length, 400000U);
  EXPECT_EQ(std::get<std::int64_t>(header->metadata.at("behind")), 5);
  EXPECT_EQ(header->tensors.size(), 1U);
}

TEST(ReadHeaderOfAFile, ErrorsNameTheFile) {
  const TemporaryFile file("GGUF\3");
  const auto header = gguf::read_file_header(file.path.string());
  ASSERT_FALSE(header.ok());
  EXPECT_NE(header.error().what.find(file.path.string() + ": "), std::string::npos) << header.error().what;
}

TEST(ReadHeaderOfAFile, AMissingFileIsNotFound) {
  EXPECT_EQ(gguf::read_file_header("/nowhere/a.gguf").error().kind, ErrorKind::NotFound);
}

TEST(ReadHeaderOfAFile, AFolderIsRefused) {
  EXPECT_EQ(gguf::read_file_header(fs::temp_directory_path().string()).error().kind, ErrorKind::Malformed);
}

TEST(ReadHeaderOfAFile, AHeaderOfMoreThan256MibIsRefused) {
  const TemporaryFile file(GgufBytes().array("k", 0, 300 << 20, "").head());
  fs::resize_file(file.path, 400 << 20);  // sparse
  const auto header = gguf::read_file_header(file.path.string());
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(header.error().kind, ErrorKind::Unsupported);
  EXPECT_NE(header.error().what.find("256 MiB"), std::string::npos);
}

}  // namespace
}  // namespace probellm::tests
