#include "gguf/blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "profiles/catalog.h"

namespace probellm::tests {
namespace {

constexpr std::size_t kBlocks = 1000;

std::vector<std::byte> filled(const gguf::BlockLayout& layout) {
  std::vector<std::byte> bytes(layout.bytes * kBlocks);
  std::uint64_t random = 1;
  gguf::fill_blocks(layout, random, bytes);
  return bytes;
}

std::uint16_t word(const std::vector<std::byte>& bytes, std::size_t at) {
  std::uint16_t value = 0;
  std::memcpy(&value, &bytes.at(at), sizeof value);
  return value;
}

/// A half-precision number, worked out from its definition.
double half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double mantissa = (bits & 1023) / 1024.0;
  if (exponent == 31) return NAN;
  return (bits & 0x8000 ? -1 : 1) *
         (exponent == 0 ? std::ldexp(mantissa, -14) : std::ldexp(1 + mantissa, exponent - 15));
}

// Where ggml-common.h has its halves (d, dmin).
const std::map<std::string, std::vector<std::size_t>> kHalves{
    {"f16", {0}},       {"q8_0", {0}},    {"q6_k", {208}}, {"q5_k", {0, 2}}, {"q4_k", {0, 2}},
    {"q4_0", {0}},      {"iq4_xs", {0}},  {"q3_k", {108}}, {"iq3_s", {0}},   {"iq3_xxs", {0}},
    {"q2_k", {80, 82}}, {"iq2_xxs", {0}}, {"tq1_0", {52}}, {"iq1_s", {0}}};

TEST(Blocks, EveryHalfIsASmallFiniteNumber) {
  for (const auto& [type, offsets] : kHalves) {
    const gguf::BlockLayout& layout = *gguf::find_layout(type);
    const auto bytes = filled(layout);
    for (std::size_t block = 0; block < kBlocks; ++block)
      for (const std::size_t offset : offsets) {
        const double value = std::abs(half(word(bytes, block * layout.bytes + offset)));
        ASSERT_TRUE(value > 0 && value < 0.1) << type << " " << value;
      }
  }
}

TEST(Blocks, ScalesDifferAsThoseOfTrainedWeightsDo) {
  for (const auto& [type, at] : {std::pair{"q8_0", 0}, std::pair{"q6_k", 208}, std::pair{"q3_k", 108}}) {
    const gguf::BlockLayout& layout = *gguf::find_layout(type);
    const auto bytes = filled(layout);
    std::set<std::uint16_t> scales;
    double least = 1, most = 0;
    for (std::size_t block = 0; block < kBlocks; ++block) {
      const std::uint16_t bits = word(bytes, block * layout.bytes + static_cast<std::size_t>(at));
      scales.insert(bits);
      least = std::min(least, std::abs(half(bits)));
      most = std::max(most, std::abs(half(bits)));
    }
    EXPECT_GT(scales.size(), 400U) << type;
    EXPECT_LT(most, 2 * least) << type;
  }
}

TEST(Blocks, TheScaleThatIq1mSpreadsOverFourNumbersIsSmallAndFinite) {
  const gguf::BlockLayout& layout = *gguf::find_layout("iq1_m");
  const auto bytes = filled(layout);
  for (std::size_t at = 0; at < bytes.size(); at += layout.bytes) {
    const int bits = word(bytes, at + 48) >> 12 | (word(bytes, at + 50) >> 8 & 0xf0) |
                     (word(bytes, at + 52) >> 4 & 0xf00) | (word(bytes, at + 54) & 0xf000);
    const double value = half(static_cast<std::uint16_t>(bits));
    ASSERT_TRUE(value > 0 && value < 0.1) << value;
  }
}

TEST(Blocks, EveryFloatIsASmallFiniteNumber) {
  const auto single = filled(*gguf::find_layout("f32"));
  const auto brain = filled(*gguf::find_layout("bf16"));
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const std::uint32_t widened = std::uint32_t{word(brain, 2 * i)} << 16;
    float from_brain = 0;
    float from_single = 0;
    std::memcpy(&from_brain, &widened, sizeof widened);
    std::memcpy(&from_single, &single.at(4 * i), sizeof from_single);
    ASSERT_TRUE(std::abs(from_brain) > 1e-3 && std::abs(from_brain) < 0.1) << from_brain;
    ASSERT_TRUE(std::abs(from_single) > 1e-3 && std::abs(from_single) < 0.1) << from_single;
  }
}

TEST(Blocks, EveryTypeOfTheProfilesThatGgufKnowsHasItsSize) {
  const auto catalog = profiles::load_catalog("");
  ASSERT_TRUE(catalog.ok());
  for (const core::TensorType& type : catalog->types) {
    if (type.id == "int4_g32") continue;  // compressed-tensors' own, which GGUF files hold as q4_0
    const gguf::BlockLayout* layout = gguf::find_layout(type.id);
    ASSERT_NE(layout, nullptr) << type.id;
    EXPECT_EQ(static_cast<std::int64_t>(layout->bytes), type.bytes) << type.id;
  }
}

TEST(Blocks, QuantsDifferFromBlockToBlock) {
  for (const gguf::BlockLayout& layout : gguf::all_layouts()) {
    const auto bytes = filled(layout);
    EXPECT_NE(std::memcmp(bytes.data(), &bytes.at(layout.bytes), layout.bytes), 0) << layout.type;
  }
}

}  // namespace
}  // namespace probellm::tests
