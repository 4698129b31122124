#include "estimator/fit.h"
#include "estimator/prompt_work.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using core::Fit;
using core::Placement;
using estimator::PromptWork;

core::Machine with_gpus(std::int64_t count, double bandwidth = 1e12) {
  core::Machine machine = machine_with(1024 * core::kGiB);
  core::Gpu gpu;
  gpu.vram_free = core::Fact<core::Bytes>::known({96 * core::kGiB}, "test");
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({bandwidth}, "test");
  gpu.matrix_rate = core::Fact<core::FlopsPerSecond>::known({150e12}, "test");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known(
      std::vector<core::Gpu>(static_cast<std::size_t>(count), gpu), "test");
  return machine;
}

estimator::Question asked_with(const char* engine, int micro_batch, std::int64_t prompt = 4096) {
  estimator::Question asked = question("q4_k_m", 16384);
  asked.engine = *profiles::find_engine(catalog(), engine);
  asked.engine.micro_batch = micro_batch;
  asked.choice.prompt_tokens = prompt;
  return asked;
}

Fit fit_of(estimator::Question asked, Placement placement, std::int64_t gpus = 1) {
  asked.choice.placement = placement;
  return *estimator::fit(with_gpus(gpus), read_bandwidth(300e9), asked);
}

double prefill(const Fit& fit) { return fit.prefill_tokens_per_second->likely; }

TEST(Prompt, ExpertsInRamGoOverTheLinkOnceTokensAreManyEnough) {
  const auto few = estimator::prompt_on_both(asked_with("ik_llama.cpp", 512), 0, 60);
  EXPECT_EQ(few.uploaded_per_batch.value, 0);
  EXPECT_GT(few.host.expert_products.value, 0);
  const auto many = estimator::prompt_on_both(asked_with("ik_llama.cpp", 4096), 0, 60);
  EXPECT_EQ(many.host.expert_products.value, 0);
  EXPECT_NEAR(static_cast<double>(many.uploaded_per_batch.value), 1014686023680 * 4.5 / 8, 1e9);
  // llama.cpp does so from 32 tokens on.
  EXPECT_GT(estimator::prompt_on_both(asked_with("llama.cpp", 64), 0, 60).uploaded_per_batch.value, 0);
}

TEST(Prompt, TheWorkIsTheSameWhoeverDoesIt) {
  const estimator::Question asked = asked_with("ik_llama.cpp", 512);
  const PromptWork cpu = estimator::prompt_on_cpu(asked);
  for (const double in_vram : {0.0, 0.3, 1.0}) {
    const PromptWork both = estimator::prompt_on_both(asked, in_vram, 60);
    EXPECT_NEAR(both.host.expert_products.value + both.vram.expert_products.value,
                cpu.host.expert_products.value, 1e6);
    EXPECT_EQ(both.vram.rest_products.value, cpu.host.rest_products.value);
  }
}

estimator::Question with_layers(estimator::Question asked, std::int64_t dense, std::int64_t moe) {
  asked.model.layers = dense + moe;
  asked.model.leading_dense_layers = dense;
  asked.weights = estimator::weight_groups(asked.model, asked.quant);
  return asked;
}

TEST(Prompt, LeavesTheHeadAndTheLastFeedForwardPartToItsLastToken) {
  const estimator::Question asked = asked_with("llama.cpp", 512);
  const auto products = [&](std::int64_t dense, std::int64_t moe) {
    return estimator::prompt_on_cpu(with_layers(asked, dense, moe)).host;
  };
  EXPECT_EQ(products(1, 1).expert_products.value, 0);
  const double experts = 2.0 * 8 * 3 * 7168 * 2048 * 512;
  EXPECT_DOUBLE_EQ(products(1, 2).expert_products.value, experts);
  EXPECT_DOUBLE_EQ(products(1, 60).expert_products.value, 59 * experts);
  // Without the head a layer of attention is all that the first MoE layer adds.
  const estimator::WeightCounts one = estimator::count_weights(with_layers(asked, 1, 0).model);
  EXPECT_DOUBLE_EQ(products(1, 1).rest_products.value,
                   2.0 * 512 * static_cast<double>(2 * one.attention + one.dense));
}

TEST(Prompt, LargerMicroBatchesUploadLessOftenAndAreFaster) {
  EXPECT_GT(prefill(fit_of(asked_with("llama.cpp", 4096), Placement::Hybrid)),
            3 * prefill(fit_of(asked_with("llama.cpp", 512), Placement::Hybrid)));
}

TEST(Prompt, ADeeperOneIsSlower) {
  for (const auto placement : {Placement::Cpu, Placement::Hybrid, Placement::Gpu}) {
    estimator::Question asked = asked_with("llama.cpp", 512, 512);
    const double shallow = prefill(fit_of(asked, placement, 8));
    asked.choice.prompt_depth = 15000;
    EXPECT_LT(prefill(fit_of(asked, placement, 8)), shallow);
  }
}

TEST(Prompt, GpusThatShareLayersAreFasterThanInARow) {
  estimator::Question asked = asked_with("vllm", 4096);
  asked.choice.tensor_parallel = 1;
  const double row = prefill(fit_of(asked, Placement::Gpu, 8));
  asked.choice.tensor_parallel = 8;
  EXPECT_GT(prefill(fit_of(asked, Placement::Gpu, 8)), row);
}

TEST(Prompt, FirstTokenIsTheWholePromptsTime) {
  const Fit fit = fit_of(asked_with("llama.cpp", 512, 2048), Placement::Cpu);
  EXPECT_EQ(fit.prompt_tokens, 2048);
  EXPECT_NEAR(2048 / prefill(fit), fit.time_to_first_token_seconds->likely, 1e-9);
}

TEST(Prompt, TheCurveOverMicroBatchesHasTheOneThatIsUsed) {
  estimator::Question asked = asked_with("llama.cpp", 512);
  asked.choice.placement = Placement::Cpu;
  const Fit fit = estimator::fit_all(with_gpus(1), read_bandwidth(300e9), {asked})->fits.front();
  ASSERT_EQ(fit.prefill_by_micro_batch.size(), 6U);
  EXPECT_EQ(fit.prefill_by_micro_batch[2].tokens, 512);
  EXPECT_NEAR(fit.prefill_by_micro_batch[2].tokens_per_second.likely, prefill(fit), 1e-9);
  EXPECT_GT(fit.prefill_by_micro_batch[5].compute, fit.prefill_by_micro_batch[0].compute);
}

TEST(Prompt, WithoutASpecificationTheMatrixRateIsAWideRange) {
  core::Machine machine = with_gpus(8);
  const auto known = *estimator::fit(machine, {}, asked_with("vllm", 2048))->prefill_tokens_per_second;
  std::vector<core::Gpu> gpus = *machine.gpus;
  for (core::Gpu& gpu : gpus) gpu.matrix_rate = {};
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known(gpus, "test");
  const auto unknown = *estimator::fit(machine, {}, asked_with("vllm", 2048))->prefill_tokens_per_second;
  EXPECT_GT(unknown.high / unknown.low, known.high / known.low);
}

}  // namespace
}  // namespace probellm::tests
