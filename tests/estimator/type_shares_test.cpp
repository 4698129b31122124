#include "estimator/type_shares.h"

#include <algorithm>

#include "estimator/fit.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using core::Fit;
using core::KernelCase;
using core::KernelShare;

constexpr double kRate = 20e9;

/// Kernels that reach `kRate` in every type, of a memory that gives ten times that.
core::Measurements measured_here(double memory = 10 * kRate) {
  core::Measurements all = read_bandwidth(memory);
  for (const char* type : {"q4_k", "q8_0", "f32"})
    all.rows.push_back(measured(std::string(core::kDecodeExperts) + type, core::Unit::ByteRate, kRate));
  all.rows.push_back(measured(core::kBarrier, core::Unit::Time, 100e-9));
  all.rows.push_back(measured(core::kFmaF32, core::Unit::FlopRate, 1e12));
  for (const char* type : {"q4_k", "q8_0"}) {
    core::Measurement products =
        measured(std::string(core::kPrefillMatmul) + type, core::Unit::FlopRate, 500e9);
    products.at["batch"] = 512;
    all.rows.push_back(products);
  }
  return all;
}

estimator::Question asked_with(std::vector<KernelShare> shares) {
  estimator::Question asked = question("q4_k_m");
  asked.engine.kernel_shares = std::move(shares);
  return asked;
}

/// Kimi's layers with keys and values of each head.
estimator::Question with_usual_attention(estimator::Question asked) {
  core::Model& model = asked.model;
  model.kv_lora_rank = model.q_lora_rank = 0;
  model.kv_heads = 8;
  model.head_dim = 128;
  asked.weights = estimator::weight_groups(model, asked.quant);
  return asked;
}

Fit fit_of(const estimator::Question& asked, const core::Measurements& rows = measured_here(),
           bool has_amx = true) {
  core::Machine machine = machine_with(1024 * core::kGiB);
  if (has_amx) machine.cpu.isa.push_back("amx_int8");
  return *estimator::fit(machine, rows, asked);
}

/// Bytes, or operations, a second; 0 where there is no such term.
double rate_of(const Fit& fit, const std::string& what) {
  const auto found = std::ranges::find(fit.terms, what, &core::Term::what);
  return found == fit.terms.end() ? 0 : found->amount / found->seconds;
}

TEST(TypeShares, ATypeMayBeSlowerThanTheEnginesOtherKernels) {
  const Fit usual = fit_of(asked_with({}));
  const Fit fit = fit_of(asked_with({{KernelCase::Everywhere, {"q4_k"}, {0.4, 0.5, 0.6}}}));
  EXPECT_NEAR(rate_of(fit, "q4_k experts"), rate_of(usual, "q4_k experts") / 2, 1);
  EXPECT_EQ(rate_of(fit, "q8_0 weights"), rate_of(usual, "q8_0 weights"));
  EXPECT_GT(fit.decode_tokens_per_second->high / fit.decode_tokens_per_second->low,
            usual.decode_tokens_per_second->high / usual.decode_tokens_per_second->low);
}

TEST(TypeShares, AmxCountsOutsideOfExpertsWhereAttentionIsNotLatent) {
  const KernelShare amx{KernelCase::Amx, {"q4_k", "q8_0"}, {1.5, 2, 2.5}};
  const Fit usual = fit_of(with_usual_attention(asked_with({})));
  const Fit fit = fit_of(with_usual_attention(asked_with({amx})));
  EXPECT_EQ(rate_of(fit, "q4_k experts"), rate_of(usual, "q4_k experts"));
  EXPECT_NEAR(rate_of(fit, "q8_0 weights"), 2 * rate_of(usual, "q8_0 weights"), 1);
  EXPECT_EQ(rate_of(fit_of(asked_with({amx})), "q8_0 weights"), rate_of(usual, "q8_0 weights"));
  const Fit without = fit_of(with_usual_attention(asked_with({amx})), measured_here(), false);
  EXPECT_EQ(rate_of(without, "q8_0 weights"), rate_of(usual, "q8_0 weights"));
}

TEST(TypeShares, NoKernelIsFasterThanMemory) {
  const KernelShare amx{KernelCase::Amx, {"q8_0"}, {1.5, 2, 2.5}};
  const auto asked = with_usual_attention(asked_with({amx}));
  const Fit fit = fit_of(asked, measured_here(1.1 * kRate));
  EXPECT_EQ(rate_of(fit, "q8_0 weights"), 0);
  EXPECT_NEAR(rate_of(fit, "q8_0 weights, reading"),
              1.1 * kRate * asked.engine.share_of_measured_bandwidth.likely, 1);
}

/// How much time a prompt saves with kernels that are twice as fast outside of experts, over that with four
/// times.
double saved_of_prompt(const core::Measurements& rows) {
  KernelShare amx{KernelCase::Amx, {"q8_0"}, {1, 1, 1}};
  const auto seconds = [&](double factor) {
    amx.products = {factor, factor, factor};
    return 1 / fit_of(with_usual_attention(asked_with({amx})), rows).prefill_tokens_per_second->likely;
  };
  return (seconds(1) - seconds(2)) / (seconds(1) - seconds(4));
}

TEST(TypeShares, AmxReadsPromptsFasterOutsideOfExperts) {
  // What doesn't change are the experts, attention and overhead.
  constexpr double kSaved = (1 - 1 / 2.0) / (1 - 1 / 4.0);
  EXPECT_NEAR(saved_of_prompt(measured_here()), kSaved, 1e-6);
  core::Measurements without_products = measured_here();
  std::erase_if(without_products.rows,
                [](const core::Measurement& row) { return row.id.starts_with(core::kPrefillMatmul); });
  EXPECT_NEAR(saved_of_prompt(without_products), kSaved, 1e-6);
}

TEST(TypeShares, LatentAttentionOnAmxLeavesWeightsAsTheyLie) {
  const KernelShare unpacked{KernelCase::AmxWithLatentAttention, {"q4_k"}, {0.04, 0.05, 0.06}, true};
  const Fit fit = fit_of(asked_with({unpacked}));
  // Two operations a weight, of which q4_k has 256 in 144 bytes: slower than the kernels that were measured.
  EXPECT_EQ(rate_of(fit, "q4_k experts"), 0);
  EXPECT_NEAR(rate_of(fit, "q4_k experts, multiplying"), 0.05 * 1e12, 1);
  EXPECT_GT(rate_of(fit_of(asked_with({unpacked}), measured_here(), false), "q4_k experts"), 0);
  EXPECT_GT(rate_of(fit_of(with_usual_attention(asked_with({unpacked}))), "q4_k experts"), 0);
}

TEST(TypeShares, WhereAGpuComputesAttentionTheExpertsAreRearranged) {
  const KernelShare unpacked{KernelCase::AmxWithLatentAttention, {"q4_k"}, {0.04, 0.05, 0.06}, true};
  estimator::Question asked = asked_with({unpacked});
  asked.choice.placement = core::Placement::Hybrid;
  core::Machine machine = machine_with(1024 * core::kGiB);
  machine.cpu.isa.push_back("amx_int8");
  core::Gpu gpu;
  gpu.vram_free = core::Fact<core::Bytes>::known({48 * core::kGiB}, "test");
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({1e12}, "test");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "test");
  EXPECT_GT(rate_of(*estimator::fit(machine, measured_here(), asked), "q4_k experts"), 0);
}

TEST(TypeShares, ManySlowCoresWaitForMemoryAllTheSame) {
  const KernelShare unpacked{KernelCase::AmxWithLatentAttention, {"q4_k"}, {0.04, 0.05, 0.06}, true};
  core::Measurements rows = measured_here();
  for (core::Measurement& row : rows.rows)
    if (row.id == core::kFmaF32) row.median *= 100;
  EXPECT_GT(rate_of(fit_of(asked_with({unpacked}), rows), "q4_k experts"), 0);
}

TEST(TypeShares, LlamaCppHasThemAndEnginesLikeItNeedNot) {
  const auto& shares = profiles::find_engine(catalog(), "llama.cpp")->kernel_shares;
  for (const KernelCase where : {KernelCase::Everywhere, KernelCase::Amx, KernelCase::AmxWithLatentAttention})
    EXPECT_TRUE(std::ranges::any_of(shares, [=](const KernelShare& share) { return share.where == where; }));
  EXPECT_LE(shares.size(), estimator::kMostTypeShares);
  EXPECT_TRUE(profiles::find_engine(catalog(), "ik_llama.cpp")->kernel_shares.empty());
}

}  // namespace
}  // namespace probellm::tests
