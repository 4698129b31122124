#include "estimator/weights.h"

#include "estimator/context.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using namespace estimator;

struct Row {
  const char* quant;
  double gb;
  double gib;
  double routed_gb;
  double rest_gb;
};

/// Uniform recipes of Kimi K2.6: file in GB and GiB, what a token reads of the routed experts and of the rest
/// in GB.
constexpr Row kRows[] = {
    {"bf16", 2053.1, 1912.1, 42.28, 21.42}, {"q8_0", 1091.0, 1016.1, 22.46, 11.69},
    {"q6_k", 845.3, 787.2, 17.34, 11.69},   {"q5_k", 710.5, 661.7, 14.53, 11.69},
    {"q4_k_m", 583.7, 543.6, 11.89, 11.69}, {"int4", 594.5, 553.7, 11.89, 21.42},
    {"iq4_xs", 552.0, 514.1, 11.23, 11.69}, {"q3_k", 448.9, 418.1, 9.08, 11.69},
    {"iq3_xxs", 401.4, 373.8, 8.09, 11.69}, {"q2_k", 345.9, 322.1, 6.94, 11.69},
    {"iq2_xxs", 274.5, 255.7, 5.45, 11.69}, {"iq1_m", 234.9, 218.8, 4.62, 11.69},
    {"tq1_0", 227.0, 211.4, 4.46, 11.69},   {"iq1_s", 211.1, 196.6, 4.13, 11.69},
};

TEST(Weights, CountKimiK26ToTheParameter) {
  const WeightCounts counts = count_weights(kimi());
  EXPECT_EQ(counts.routed_experts, 1014686023680);
  EXPECT_EQ(counts.routed_per_token, 21139292160);
  EXPECT_EQ(counts.shared_experts, 2642411520);
  EXPECT_EQ(counts.attention, 6168444928);
  EXPECT_EQ(counts.dense, 396361728);
  EXPECT_EQ(counts.dense_down, 396361728 / 3);
  EXPECT_EQ(counts.router, 165173760);
  EXPECT_EQ(counts.head, 1174405120);
  EXPECT_EQ(counts.embedding, 1174405120);
}

TEST(Weights, CountDeepSeekV3WithoutItsPredictionLayer) {
  const WeightCounts c = count_weights(*profiles::find_model(catalog(), "deepseek-r1"));
  const auto all =
      c.routed_experts + c.shared_experts + c.attention + c.dense + c.router + c.head + c.embedding;
  EXPECT_NEAR(static_cast<double>(all), 671.026e9, 0.01e9);
}

TEST(Weights, AreExactToTheByteForEveryUniformRecipe) {
  for (const core::Quant& recipe : catalog().quants) {
    const WeightBytes weights = weigh(kimi(), recipe);
    const double experts_bits =
        8.0 * static_cast<double>(recipe.experts.bytes) / static_cast<double>(recipe.experts.elements);
    const double rest_bits =
        8.0 * static_cast<double>(recipe.rest.bytes) / static_cast<double>(recipe.rest.elements);
    const double file = 1014686023680 * experts_bits / 8 + 11556028416 * rest_bits / 8 + 660695040;
    EXPECT_EQ(static_cast<double>(file_bytes(weights).value), file) << recipe.id;
    EXPECT_EQ(static_cast<double>(weights.routed_per_token.value), 21139292160 * experts_bits / 8)
        << recipe.id;
    EXPECT_EQ(static_cast<double>(weights.rest_per_token.value), 10381623296 * rest_bits / 8 + 660695040)
        << recipe.id;
  }
}

TEST(Weights, MatchThePublishedTableOfUniformRecipes) {
  for (const Row& row : kRows) {
    const WeightBytes weights = weigh(kimi(), quant(row.quant));
    const auto file = static_cast<double>(file_bytes(weights).value);
    EXPECT_NEAR(file / 1e9, row.gb, 0.051) << row.quant;
    EXPECT_NEAR(file / static_cast<double>(core::kGiB), row.gib, 0.051) << row.quant;
    EXPECT_NEAR(static_cast<double>(weights.routed_per_token.value) / 1e9, row.routed_gb, 0.0051)
        << row.quant;
    EXPECT_NEAR(static_cast<double>(weights.rest_per_token.value) / 1e9, row.rest_gb, 0.0051) << row.quant;
  }
}

TEST(Weights, OfTheLosslessRecipeMatchTheOfficialCheckpointWithinAPerMille) {
  const auto file = static_cast<double>(file_bytes(weigh(kimi(), quant("native"))).value);
  EXPECT_NEAR(file / 595148192736.0, 1, 0.0015);
}

TEST(KvCache, TakesOneCompressedRowALayer) {
  const auto type = [](const char* id) { return *profiles::find_type(catalog(), id); };
  EXPECT_EQ(kv_bytes_per_token(kimi(), type("f16")).value, 70272);
  EXPECT_EQ(kv_bytes_per_token(kimi(), type("q8_0")).value, 37332);
}

TEST(ComputeBuffers, LieWithinAQuarterOfTheLogOfK20905) {
  core::Engine engine = *profiles::find_engine(catalog(), "llama.cpp");
  engine.micro_batch = 4096;  // K2-0905, 64k context: 8,474 MiB on the GPU and 1,136 MiB on the host
  const auto bytes = static_cast<double>(compute_buffer_bytes(kimi(), engine, 65536).value);
  EXPECT_NEAR(bytes / (9610.0 * static_cast<double>(core::kMiB)), 1, 0.25);
}

}  // namespace
}  // namespace probellm::tests
