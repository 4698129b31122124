#include "estimator/several_nodes.h"

#include <gtest/gtest.h>

#include "estimator/fit.h"
#include "tests/estimator/example.h"

namespace probellm::estimator {
namespace {

const core::Interconnect kFast{{12.5e9}, {5e-6}};

std::vector<core::NodesFit> fits_with(std::int64_t gib, const core::Interconnect& link, int most = 8) {
  return fit_on_nodes(tests::machine_with(gib << 30), tests::read_bandwidth(300e9), tests::question("q4_k_m"),
                      link, most);
}

const core::NodesFit& of(const std::vector<core::NodesFit>& fits, core::NodeSharing sharing, int nodes) {
  for (const core::NodesFit& fit : fits)
    if (fit.sharing == sharing && fit.nodes == nodes) return fit;
  ADD_FAILURE() << nodes;
  return fits.front();
}

constexpr auto kPipeline = core::NodeSharing::Pipeline;
constexpr auto kTensor = core::NodeSharing::Tensor;

TEST(Nodes, HoldTogetherWhatOneCannot) {
  const auto fits = fits_with(192, kFast);
  ASSERT_EQ(fits.size(), 6u);
  EXPECT_EQ(of(fits, kPipeline, 2).verdict, core::Verdict::DoesNotFit);
  EXPECT_FALSE(of(fits, kPipeline, 2).decode_tokens_per_second);
  EXPECT_EQ(of(fits, kPipeline, 4).verdict, core::Verdict::Fits);
}

TEST(Nodes, OfAPipelineAreNoFasterThanOneThatHoldsAll) {
  const auto alone = fit(tests::machine_with(std::int64_t{1024} << 30), tests::read_bandwidth(300e9),
                         tests::question("q4_k_m"));
  const auto fits = fits_with(256, kFast);
  const double together = of(fits, kPipeline, 4).decode_tokens_per_second->likely;
  EXPECT_LT(together, alone->decode_tokens_per_second->likely);
  EXPECT_GT(together, alone->decode_tokens_per_second->likely * 0.98);
}

TEST(Nodes, ThatShareEveryLayerGainUntilTheLinkIsAllTheyWaitFor) {
  const auto fast = fits_with(640, kFast), slow = fits_with(640, {{0.125e9}, {200e-6}});
  EXPECT_GT(of(fast, kTensor, 4).decode_tokens_per_second->likely,
            1.5 * of(fast, kPipeline, 4).decode_tokens_per_second->likely);
  EXPECT_LT(of(slow, kTensor, 8).decode_tokens_per_second->likely,
            of(slow, kPipeline, 8).decode_tokens_per_second->likely);
  EXPECT_GT(of(slow, kTensor, 8).share_of_interconnect, 0.5);
  EXPECT_LT(of(fast, kPipeline, 2).share_of_interconnect, 0.01);
}

TEST(Nodes, HaveWiderIntervalsThanOne) {
  const auto fits = fits_with(640, {{1e9}, {50e-6}});
  const auto& two = *of(fits, kTensor, 2).decode_tokens_per_second;
  const auto alone = *fit(tests::machine_with(std::int64_t{1280} << 30), tests::read_bandwidth(300e9),
                          tests::question("q4_k_m"))
                          ->decode_tokens_per_second;
  EXPECT_LT(two.low, two.likely);
  EXPECT_GT(two.high / two.low, alone.high / alone.low);
}

TEST(Nodes, AreNoneOfFewerThanTwo) { EXPECT_TRUE(fits_with(640, kFast, 1).empty()); }

}  // namespace
}  // namespace probellm::estimator
