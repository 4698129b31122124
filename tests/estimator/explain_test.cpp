#include <algorithm>
#include <cmath>

#include "estimator/fit.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using core::Fit;
using core::Placement;

core::Measurements measured_here() {
  core::Measurements all = read_bandwidth(30e9);
  for (const auto& [type, rate] : {std::pair{"q4_k", 28e9}, {"q8_0", 29e9}, {"f32", 27e9}})
    all.rows.push_back(measured(std::string(core::kDecodeExperts) + type, core::Unit::ByteRate, rate));
  all.rows.push_back(measured(core::kBarrier, core::Unit::Time, 100e-9));
  all.rows.push_back(measured(core::kFmaF32, core::Unit::FlopRate, 230e9));
  return all;
}

core::Machine with_gpu_and_disk(core::Machine machine) {
  core::Gpu gpu;
  gpu.vram_free = core::Fact<core::Bytes>::known({640 * core::kGiB}, "test");
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({2e12}, "test");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "test");
  core::Disk disk;
  disk.kind = core::Fact<std::string>::known("nvme", "test");
  disk.free = core::Fact<core::Bytes>::known({std::int64_t{1} << 42}, "test");
  machine.disks = {disk};
  return machine;
}

Fit fit_in(Placement placement, const core::Measurements& measurements) {
  estimator::Question asked = question("q4_k_m");
  asked.choice.placement = placement;
  const core::Machine machine =
      with_gpu_and_disk(machine_with((placement == Placement::Stream ? 128 : 768) * core::kGiB));
  return *estimator::fit(machine, measurements, asked);
}

double seconds_of(const core::Term& term) {
  double seconds = term.amount;
  for (const core::Factor& factor : term.factors) {
    if (factor.operation == core::Operation::Times)
      seconds *= factor.value.value.likely;
    else
      seconds /= factor.value.value.likely;
  }
  return seconds;
}

void expect_adds_up(const Fit& fit) {
  ASSERT_FALSE(fit.terms.empty());
  double sum = 0;
  for (const core::Term& term : fit.terms) {
    EXPECT_NEAR(seconds_of(term), term.seconds, 1e-12) << term.what;
    EXPECT_GT(term.seconds, 0) << term.what;
    sum += term.seconds;
  }
  ASSERT_TRUE(fit.decode_tokens_per_second);
  EXPECT_NEAR(sum * fit.decode_tokens_per_second->likely, 1, 1e-9);
}

TEST(Explain, TheTermsOfEveryPlacementAddUpToTheTokensTime) {
  for (const Placement placement : {Placement::Cpu, Placement::Hybrid, Placement::Gpu, Placement::Stream}) {
    SCOPED_TRACE(static_cast<int>(placement));
    const Fit described = fit_in(placement, read_bandwidth(300e9));
    EXPECT_EQ(described.placement, placement);
    expect_adds_up(described);
    expect_adds_up(fit_in(placement, measured_here()));
  }
}

TEST(Explain, EveryNumberHasItsBasisAndItsSource) {
  for (const core::Term& term : fit_in(Placement::Cpu, measured_here()).terms)
    for (const core::Factor& factor : term.factors) EXPECT_NE(factor.value.source, "") << factor.value.name;
}

TEST(Explain, WhatWasMeasuredOfATypeIsInItsTerm) {
  const Fit fit = fit_in(Placement::Cpu, measured_here());
  const core::Term& experts = fit.terms.front();
  EXPECT_EQ(experts.what, "q4_k experts");
  EXPECT_EQ(experts.factors.front().value.basis, core::Basis::Measured);
  EXPECT_EQ(experts.factors.front().value.value.likely, 28e9);
}

TEST(Explain, ARehearsalIsWhatTheTimeIsMultipliedBy) {
  estimator::Question asked = question("q4_k_m");
  const core::Machine machine = machine_with(768 * core::kGiB);
  const double alone = estimator::fit(machine, measured_here(), asked)->decode_tokens_per_second->likely;
  asked.rehearsed = core::Assumption{"rehearsed", "", {1.1, 1.2, 1.3}, core::Basis::Measured, "test"};
  const double calibrated = estimator::fit(machine, measured_here(), asked)->decode_tokens_per_second->likely;
  EXPECT_NEAR(alone / calibrated, 1.2, 1e-9);
}

const core::Term* find_term(const Fit& fit, const std::string& what) {
  const auto found = std::ranges::find(fit.terms, what, &core::Term::what);
  return found == fit.terms.end() ? nullptr : &*found;
}

TEST(Explain, HeadsOneByOneAreBoundByArithmeticWhereCoresAreFew) {
  core::Measurements few = measured_here();
  const Fit slow = fit_in(Placement::Cpu, few);
  const core::Term* heads = find_term(slow, "q8_0 weights of heads, multiplying");
  ASSERT_NE(heads, nullptr);
  // Two operations for each weight of 61 layers' 64 heads: 512 x (128 + 128).
  EXPECT_EQ(heads->amount, 2.0 * 61 * 64 * 512 * 256);
  for (core::Measurement& row : few.rows)
    if (row.id == core::kFmaF32) row.median *= 100;
  EXPECT_NE(find_term(fit_in(Placement::Cpu, few), "q8_0 weights of heads"), nullptr);
}

TEST(Explain, LongRowsTakeLonger) {
  const Fit fit = fit_in(Placement::Cpu, measured_here());
  const core::Term* rows = find_term(fit, "q8_0 weights in long rows");
  ASSERT_NE(rows, nullptr);
  // The one dense layer's down matrix.
  EXPECT_EQ(rows->amount, 7168.0 * 18432 * 34 / 32);
  const core::Term& usual = *find_term(fit, "q8_0 weights");
  const double slower = rows->seconds / rows->amount / (usual.seconds / usual.amount);
  EXPECT_GT(slower, 1.1);
  EXPECT_NEAR(slower, 1 / question("q8_0").engine.long_rows_share.likely, 1e-3);
}

TEST(Explain, MeasuredShapesTakeTheirBytesOverTheirRates) {
  core::Measurements all = measured_here();
  all.rows.push_back(measured(std::string(core::kDecodeLongRows) + "q8_0", core::Unit::ByteRate, 14e9));
  all.rows.push_back(measured(std::string(core::kDecodeHeads) + "q8_0", core::Unit::ByteRate, 7e9));
  const Fit fit = fit_in(Placement::Cpu, all);
  const double share = question("q8_0").engine.share_of_measured_kernels.likely;
  for (const auto& [what, rate] :
       {std::pair{"q8_0 weights in long rows", 14e9}, {"q8_0 weights of heads", 7e9}}) {
    const core::Term* term = find_term(fit, what);
    ASSERT_NE(term, nullptr) << what;
    EXPECT_NEAR(term->amount / term->seconds, rate * share, 1) << what;
  }
  expect_adds_up(fit);
}

TEST(Explain, SoDoTheRowsThatManyHeadsResultsMeet) {
  estimator::Question asked = question("q8_0");
  asked.model.heads = 128;
  asked.weights = estimator::weight_groups(asked.model, asked.quant);
  const Fit fit = *estimator::fit(machine_with(2048 * core::kGiB), measured_here(), asked);
  // The output matrices of 61 layers, and the one dense layer's down matrix.
  EXPECT_EQ(find_term(fit, "q8_0 weights in long rows")->amount, 7168.0 * (61 * 128 * 128 + 18432) * 34 / 32);
}

TEST(Explain, ADenseLayerWithUsualAttentionHasFewerOperations) {
  estimator::Question asked = question("q8_0");
  asked.model.experts = asked.model.kv_lora_rank = 0;
  const Fit fit = *estimator::fit(machine_with(2048 * core::kGiB), measured_here(), asked);
  const core::Term* operations = find_term(fit, "small operations, in layers like Kimi's");
  ASSERT_NE(operations, nullptr);
  EXPECT_NEAR(operations->amount, 61 * 31 / 133.0, 1e-9);
}

TEST(Explain, WhatWasNotMeasuredIsOneLineAType) {
  const Fit fit = fit_in(Placement::Cpu, read_bandwidth(300e9));
  EXPECT_EQ(
      std::ranges::count_if(fit.terms, [](const core::Term& term) { return term.what.starts_with("q8_0"); }),
      1);
}

TEST(Explain, RowsOfAnUsualLengthAreNotLong) {
  estimator::Question asked = question("q8_0");
  asked.model.dense_ffn = 8192;
  const Fit fit = *estimator::fit(machine_with(2048 * core::kGiB), measured_here(), asked);
  EXPECT_EQ(find_term(fit, "q8_0 weights in long rows"), nullptr);
}

}  // namespace
}  // namespace probellm::tests
