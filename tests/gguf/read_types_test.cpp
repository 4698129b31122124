#include <gtest/gtest.h>

#include <set>

#include "gguf/types.h"
#include "profiles/catalog.h"

namespace probellm::tests {
namespace {

// What probe-llm has kernels for.
const std::set<std::string_view> kMeasured{"f32",  "bf16",   "f16",  "q8_0",    "q6_k", "q5_k",   "q4_k",
                                           "q4_0", "iq4_xs", "q3_k", "iq3_xxs", "q2_k", "iq2_xxs"};

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

TEST(GgufTypes, NumbersAndIdsAreEachThereOnce) {
  std::set<std::uint32_t> numbers;
  std::set<std::string_view> ids;
  for (const gguf::GgmlType& type : gguf::kTypes) {
    EXPECT_TRUE(numbers.insert(type.number).second) << type.number;
    EXPECT_TRUE(ids.insert(type.id).second) << type.id;
  }
}

TEST(GgufTypes, EachIsMeasuredOrComputedLikeOneThatIs) {
  for (const gguf::GgmlType& type : gguf::kTypes)
    EXPECT_TRUE(kMeasured.contains(type.computed_like.empty() ? type.id : type.computed_like)) << type.id;
}

TEST(GgufTypes, ThoseOfTheProfilesAreTheSameHere) {
  for (const core::TensorType& type : catalog().types) {
    if (type.id == "int4_g32") continue;  // compressed-tensors' own, which GGUF files hold as q4_0
    const gguf::GgmlType* here = gguf::find_type(type.id);
    ASSERT_NE(here, nullptr) << type.id;
    const core::TensorType same = gguf::tensor_type(*here);
    EXPECT_EQ(same.elements, type.elements) << type.id;
    EXPECT_EQ(same.bytes, type.bytes) << type.id;
    EXPECT_EQ(same.computed_like, type.computed_like) << type.id;
    EXPECT_DOUBLE_EQ(same.bytes_over_like, type.bytes_over_like) << type.id;
  }
}

TEST(GgufTypes, ThoseThatLlamaCppStoresWeightsInAreInTheProfiles) {
  const std::set<std::string_view> not_weights{"q8_1", "q8_k", "i8",       "i16",      "i32",
                                               "i64",  "f64",  "q4_0_4_4", "q4_0_4_8", "q4_0_8_8"};
  for (const gguf::GgmlType& type : gguf::kTypes) {
    if (type.number >= 133 || not_weights.contains(type.id)) continue;
    EXPECT_NE(profiles::find_type(catalog(), type.id), nullptr) << type.id;
  }
}

TEST(GgufTypes, ARowsOwnBytesAreCountedOnceARow) {
  EXPECT_EQ(gguf::tensor_bytes(*gguf::find_type("iq4_ks"), {512, 10})->value, 10 * (2 * 136 + 4));
  EXPECT_EQ(gguf::tensor_bytes(*gguf::find_type("q4_k"), {512, 10, 3})->value, 30 * 2 * 144);
}

TEST(GgufTypes, RowsMustBeWholeBlocks) {
  EXPECT_EQ(gguf::tensor_bytes(*gguf::find_type("q4_k"), {255, 256}).error().kind,
            core::ErrorKind::Malformed);
}

TEST(GgufTypes, BytesBeyond2To62AreRefused) {
  const std::vector<std::int64_t> shape{std::int64_t{1} << 30, std::int64_t{1} << 31};
  EXPECT_FALSE(gguf::tensor_bytes(*gguf::find_type("f64"), shape).ok());
  EXPECT_TRUE(gguf::tensor_bytes(*gguf::find_type("i8"), shape).ok());
}

}  // namespace
}  // namespace probellm::tests
