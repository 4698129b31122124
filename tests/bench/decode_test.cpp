#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/decode/decode_rows.h"
#include "bench/decode/types.h"
#include "bench/decode/vectors.h"
#include "bench/decode/weights.h"
#include "bench/session.h"
#include "profiles/catalog.h"
#include "tests/bench/machines.h"

namespace probellm::bench {
namespace {

using core::kMiB;
using Rows = std::vector<core::Measurement>;

// A model of the same kind whose experts a test's memory holds.
core::Model small_model() {
  core::Model model;
  model.name = "small";
  model.hidden = 512;
  model.heads = 4;
  model.q_lora_rank = 256;
  model.kv_lora_rank = 64;
  model.qk_nope_dim = 32;
  model.qk_rope_dim = 32;
  model.v_dim = 32;
  model.experts = 16;
  model.experts_used = 2;
  model.shared_experts = 1;
  model.expert_ffn = 256;
  return model;
}

Plan plan_for(Depth depth) {
  Plan plan;
  plan.depth = depth;
  plan.model = small_model();
  return plan;
}

/// A session on this machine's CPUs with its arena, and what it refers to.
struct Opened {
  core::Machine machine;
  Plan plan;
  std::atomic<bool> stop{false};
  Session session = open_session(machine, plan, {}, stop);

  Opened(core::Bytes usable, core::Bytes cache, Plan asked, core::Seconds time)
      : machine(machine_of(cpus_here(), usable, cache)), plan(std::move(asked)) {
    prepare_arena(session, time);
  }
};

Rows measured(Rows (*measure)(Session&, core::Seconds), const Plan& plan, bool stopped = false) {
  Opened opened({512 * kMiB}, {kMiB}, plan, {60});
  if (prepare_weights(opened.session, {60})) opened.stop = stopped;
  return measure(opened.session, {0.3});
}

constexpr Rows (*kAll[])(Session&, core::Seconds) = {&measure_expert_decode, &measure_long_rows,
                                                     &measure_heads,         &measure_layer_decode,
                                                     &measure_attention,     &measure_matmul};

bool has_kernels() { return find_vector_kernels(best_kernel_set().target).ok(); }

TEST(Decode, MeasuresEveryRow) {
  if (!has_kernels()) GTEST_SKIP() << "no decode kernels are made for this CPU";
  for (const Depth depth : {Depth::Normal, Depth::Full})
    for (const auto measure : kAll)
      for (const core::Measurement& row : measured(measure, plan_for(depth))) {
        EXPECT_EQ(row.status, core::Status::Ok) << row.id << ": " << row.reason;
        EXPECT_GT(row.median, 0) << row.id;
        EXPECT_GT(row.bytes_per_sample.value, 0) << row.id;
      }
}

TEST(Decode, SkipsWithAReasonWhereNoModelIsNamed) {
  for (const auto measure : kAll) {
    const Rows rows = measured(measure, {});
    EXPECT_FALSE(rows.empty());
    for (const core::Measurement& row : rows) {
      EXPECT_EQ(row.status, core::Status::Skipped) << row.id;
      EXPECT_NE(row.reason.find("model"), std::string::npos) << row.reason;
    }
  }
}

TEST(Decode, SkipsWhatAnInterruptionLeavesOut) {
  for (const auto measure : kAll)
    for (const core::Measurement& row : measured(measure, plan_for(Depth::Normal), true))
      EXPECT_EQ(row.status, core::Status::Skipped) << row.id;
}

TEST(Decode, SaysThatAnExpertDoesNotFitTheMemory) {
  if (!has_kernels()) GTEST_SKIP() << "no decode kernels are made for this CPU";
  Plan plan = plan_for(Depth::Normal);
  plan.model->expert_ffn = 1 << 20;
  for (const core::Measurement& row : measured(&measure_expert_decode, plan)) {
    EXPECT_EQ(row.status, core::Status::Unsupported) << row.id;
    EXPECT_NE(row.reason.find("larger than the memory"), std::string::npos) << row.reason;
  }
}

TEST(Decode, SaysThatColumnsAreNotWholeBlocks) {
  if (!has_kernels()) GTEST_SKIP() << "no decode kernels are made for this CPU";
  Plan plan = plan_for(Depth::Normal);
  plan.model->hidden = 480;
  const Rows rows = measured(&measure_expert_decode, plan);
  const auto q4_k =
      std::find_if(rows.begin(), rows.end(), [](const auto& r) { return r.id == "decode.experts.q4_k"; });
  ASSERT_NE(q4_k, rows.end());
  EXPECT_EQ(q4_k->status, core::Status::Unsupported);
  EXPECT_NE(q4_k->reason.find("whole blocks"), std::string::npos) << q4_k->reason;
}

TEST(Decode, CountsTheWeightsOfTheExpertsUsed) {
  if (!has_kernels()) GTEST_SKIP() << "no decode kernels are made for this CPU";
  for (const core::Measurement& row : measured(&measure_expert_decode, plan_for(Depth::Normal)))
    if (row.id == "decode.experts.q4_k") {
      EXPECT_EQ(row.bytes_per_sample.value, 2 * 3 * 256 * 512 * 144 / 256);
    }
}

TEST(Decode, WritesWeightsOnSmallPagesHoweverShortTheTime) {
  Opened opened({8192 * kMiB}, {kMiB}, plan_for(Depth::Normal), {60});
  Session& session = opened.session;
  ASSERT_TRUE(session.arena.ok());
  const auto weights = prepare_weights(session, {0});
  ASSERT_TRUE(weights.ok());
  ASSERT_TRUE(session.weights_memory);
  // The kernel deals out scattered pages first.
  EXPECT_GE(weights->data(), session.weights_memory->data() + 384 * kMiB);
  EXPECT_NEAR(static_cast<double>(weights->size()), 384.0 * kMiB, 16.0 * kMiB);
  const auto* words = reinterpret_cast<const std::uint64_t*>(weights->data());
  EXPECT_EQ(std::count(words, words + weights->size() / 8, std::uint64_t{0}), 0)
      << "what was left unwritten is zero";
}

TEST(Decode, TakesTheArenasRoomForWeightsWhereTheShareIsTooSmallForBoth) {
  Opened opened({2048 * kMiB}, {32 * kMiB}, plan_for(Depth::Normal), {0.1});
  Session& session = opened.session;
  ASSERT_TRUE(session.arena.ok());
  const auto weights = prepare_weights(session, {0});
  ASSERT_TRUE(weights.ok());
  ASSERT_TRUE(session.weights_memory);
  EXPECT_EQ(session.arena->memory.size().value, 0);
  EXPECT_GE(weights->size(), static_cast<std::size_t>(384 * kMiB));
  EXPECT_LE(session.weights_memory->size().value, 512 * kMiB);
}

TEST(Decode, QuickRunsWriteWeightsOverTheArena) {
  Opened opened({2048 * kMiB}, {kMiB}, plan_for(Depth::Quick), {0.1});
  Session& session = opened.session;
  ASSERT_TRUE(session.arena.ok());
  const auto weights = prepare_weights(session, {0.05});
  ASSERT_TRUE(weights.ok());
  EXPECT_FALSE(session.weights_memory);
  EXPECT_EQ(weights->data(), session.arena->memory.data());
}

TEST(DecodeTypes, HaveTheBlocksOfTheProfiles) {
  const auto catalog = profiles::load_catalog("");
  ASSERT_TRUE(catalog.ok());
  for (const WeightType& type : kWeightTypes) {
    const core::TensorType* profile = profiles::find_type(*catalog, type.id);
    ASSERT_NE(profile, nullptr) << type.id;
    EXPECT_EQ(type.bytes * static_cast<std::size_t>(profile->elements),
              type.elements * static_cast<std::size_t>(profile->bytes));
  }
}

}  // namespace
}  // namespace probellm::bench
