#include "rehearsal/cut.h"

#include <gtest/gtest.h>

#include "profiles/catalog.h"

namespace probellm::tests {
namespace {

using rehearsal::Cut;

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

core::Model model(const char* id) { return *profiles::find_model(catalog(), id); }

core::Quant recipe() {
  core::Quant quant = *profiles::find_quant(catalog(), "q4_k_m");
  return quant;
}

core::Bytes gib(std::int64_t count) { return {count * core::kGiB}; }

TEST(Cut, HasOneMoeLayerAndFiveWithAChoiceOfExpertsWhereThereIsRoom) {
  const auto cut = rehearsal::plan_cut(model("kimi-k2.6"), recipe(), gib(8));
  ASSERT_TRUE(cut) << cut.error().what;
  EXPECT_EQ(cut->few.moe_layers, 1);
  EXPECT_EQ(cut->many.moe_layers, 5);
  EXPECT_GE(cut->many.experts, 16);
  EXPECT_EQ(cut->few.experts, cut->many.experts);
}

TEST(Cut, IsNeverLargerThanTheRoom) {
  for (const char* id : {"kimi-k2.6", "deepseek-v3", "llama-3.3-70b", "qwen3-30b-a3b"})
    for (const std::int64_t room : {2, 3, 5, 9, 40}) {
      const auto cut = rehearsal::plan_cut(model(id), recipe(), gib(room));
      if (!cut) continue;
      EXPECT_LE(cut->largest, gib(room)) << id;
      EXPECT_EQ(cut->largest, gguf::stored_bytes(*gguf::plan_slice(model(id), cut->many))) << id;
    }
}

TEST(Cut, SaysHowMuchTheSmallestTakesWhereThereIsNoRoom) {
  const auto cut = rehearsal::plan_cut(model("kimi-k2.6"), recipe(), {100 * core::kMiB});
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().what.find("the smallest cut of Kimi K2.6 takes "), std::string::npos)
      << cut.error().what;
}

TEST(Cut, AModelWhoseSlicesCannotBeWrittenIsUnsupported) {
  const auto cut = rehearsal::plan_cut(model("gpt-oss-120b"), recipe(), gib(8));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, core::ErrorKind::Unsupported);
}

/// A machine on which a byte takes a nanosecond.
double seconds_of(const core::Model& m, const gguf::Slice& slice) {
  const gguf::TokenReads reads = gguf::read_per_token(*gguf::plan_slice(m, slice), m.experts_used);
  return 1e-9 * static_cast<double>((reads.routed + reads.rest).value);
}

TEST(Cut, ExtrapolatesToTheWholeModelWhereEveryByteCostsTheSame) {
  for (const char* id : {"kimi-k2.6", "llama-3.1-8b", "qwen3-30b-a3b"}) {
    const core::Model m = model(id);
    const auto cut = rehearsal::plan_cut(m, recipe(), gib(6));
    ASSERT_TRUE(cut) << id << ": " << cut.error().what;
    gguf::Slice whole = cut->many;
    whole.dense_layers = m.leading_dense_layers;
    whole.moe_layers = m.layers - m.leading_dense_layers;
    whole.experts = m.experts;
    whole.vocabulary = m.vocabulary;
    const double seconds = rehearsal::extrapolate(m, *cut, seconds_of(m, cut->few), seconds_of(m, cut->many));
    // A router grows with the experts, which a cut has fewer of.
    EXPECT_NEAR(seconds / seconds_of(m, whole), 1, 0.03) << id;
  }
}

}  // namespace
}  // namespace probellm::tests
