// The parameters that a model's shape gives against those that were published for it.
#include <gtest/gtest.h>

#include "estimator/weights.h"
#include "profiles/catalog.h"

namespace probellm::tests {
namespace {

struct Published {
  const char* model;
  double billions;
};

// From loader logs ("model params") and model cards.
constexpr Published kPublished[] = {{"kimi-k2.6", 1026.4},
                                    {"deepseek-v3", 671.03},
                                    {"deepseek-v2", 235.74},
                                    {"deepseek-v2-lite", 15.71},
                                    {"llama-3.1-8b", 8.03},
                                    {"llama-3.3-70b", 70.55},
                                    {"llama-3.2-1b", 1.24},
                                    {"llama-3.2-3b", 3.21},
                                    {"qwen2.5-72b", 72.7},
                                    {"qwen3-4b", 4.02},
                                    {"qwen3-8b", 8.19},
                                    {"qwen3-32b", 32.76},
                                    {"qwen3-30b-a3b", 30.53},
                                    {"qwen3-235b-a22b", 235.09},
                                    {"qwen3-coder-480b-a35b", 480.15},
                                    {"glm-4.5", 355},
                                    {"glm-4.5-air", 106},
                                    {"gpt-oss-20b", 20.91},
                                    {"gpt-oss-120b", 116.83},
                                    {"minimax-m2", 228.69},
                                    {"kimi-k3", 2800}};

TEST(Models, HaveAsManyParametersAsWerePublished) {
  const auto catalog = profiles::load_catalog("");
  for (const Published& published : kPublished) {
    const core::Model* model = profiles::find_model(*catalog, published.model);
    ASSERT_NE(model, nullptr) << published.model;
    const estimator::WeightCounts c = estimator::count_weights(*model);
    const auto all = static_cast<double>(c.routed_experts + c.shared_experts + c.attention + c.dense +
                                         c.router + c.head + c.embedding);
    EXPECT_NEAR(all / 1e9 / published.billions, 1, 0.01) << published.model;
  }
}

TEST(Models, DenseOnesAreAsLargeAsTheirPublishedFiles) {
  const auto catalog = profiles::load_catalog("");
  int compared = 0;
  for (const core::Model& model : catalog->models) {
    if (model.experts > 0) continue;
    for (const core::PublishedFile& file : model.published) {
      const core::Quant* quant = profiles::find_quant(*catalog, file.name.substr(file.name.rfind(' ') + 1));
      if (quant == nullptr) continue;
      ++compared;
      EXPECT_NEAR(estimator::file_bytes(estimator::weigh(model, *quant)) / file.size, 1, 0.06) << file.name;
    }
  }
  EXPECT_GE(compared, 8);
}

TEST(Models, EachIsInThatTable) {
  const auto catalog = profiles::load_catalog("");
  EXPECT_EQ(catalog->models.size(), std::size(kPublished));
}

}  // namespace
}  // namespace probellm::tests
