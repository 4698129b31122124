// Several tokens in one pass: sequences side by side, and guesses that turn out right.
#include "estimator/fit.h"
#include "estimator/prefill.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using core::Fit;

estimator::Question asked_with(std::int64_t sequences, std::int64_t drafted = 0, double acceptance = 0) {
  estimator::Question asked = question("q4_k_m", 1024);
  asked.choice.sequences = sequences;
  asked.choice.drafted = drafted;
  asked.choice.acceptance = acceptance;
  return asked;
}

Fit fit_of(const estimator::Question& asked) {
  return *estimator::fit(machine_with(1536 * core::kGiB), read_bandwidth(300e9), asked);
}

double speed(const Fit& fit) { return fit.decode_tokens_per_second->likely; }

TEST(Batch, SequencesReadTheExpertsThatAnyOfThemChose) {
  const double one = static_cast<double>(fit_of(asked_with(1)).read_per_token.value);
  const double eight = static_cast<double>(fit_of(asked_with(8)).read_per_token.value);
  const auto weights = estimator::weigh(question("q4_k_m").weights);
  const double distinct = estimator::experts_touched(8, 384, 8) * 384 / 8;
  EXPECT_NEAR(distinct, 7.45, 0.01);
  EXPECT_NEAR(eight - one, static_cast<double>(weights.routed_per_token.value) * (distinct - 1), 0.6e9);
}

TEST(Batch, MoreSequencesAreFasterTogetherAndSlowerEach) {
  double together = 0;
  double each = 1e9;
  for (const std::int64_t sequences : {1, 2, 4, 8, 16}) {
    const double now = speed(fit_of(asked_with(sequences)));
    EXPECT_GT(now, together) << sequences;
    EXPECT_LE(now / static_cast<double>(sequences), each) << sequences;
    together = now;
    each = now / static_cast<double>(sequences);
  }
}

TEST(Batch, EachSequenceKeepsAContextOfItsOwn) {
  EXPECT_EQ(fit_of(asked_with(4)).memory.kv, fit_of(asked_with(1)).memory.kv * 4);
}

TEST(Batch, GuessesYieldWhatTheirAcceptanceSays) {
  EXPECT_DOUBLE_EQ(fit_of(asked_with(1, 3, 0.5)).tokens_per_pass, 1 + 0.5 + 0.25 + 0.125);
  EXPECT_DOUBLE_EQ(fit_of(asked_with(2, 1, 1)).tokens_per_pass, 4);
}

TEST(Batch, WrongGuessesCostAndRightOnesHelp) {
  const double none = speed(fit_of(asked_with(1)));
  EXPECT_LT(speed(fit_of(asked_with(1, 4, 0))), none);
  EXPECT_GT(speed(fit_of(asked_with(1, 4, 1))), none);
}

TEST(Batch, ADenseModelReadsItsWeightsOnceForAll) {
  const core::Model& model = *profiles::find_model(catalog(), "llama-3.3-70b");
  estimator::Question asked = asked_with(1);
  asked.model = model;
  asked.weights = estimator::weight_groups(model, quant("q4_k_m"));
  const auto one = fit_of(asked);
  asked.choice.sequences = 4;
  const auto four = fit_of(asked);
  EXPECT_LT(four.read_per_token / one.read_per_token, 1.1);
}

TEST(Batch, TheTermsOfAPassAddUpToItsTime) {
  const Fit fit = fit_of(asked_with(8, 2, 0.6));
  double seconds = 0;
  for (const core::Term& term : fit.terms) seconds += term.seconds;
  EXPECT_NEAR(fit.tokens_per_pass / seconds / speed(fit), 1, 1e-9);
}

}  // namespace
}  // namespace probellm::tests
