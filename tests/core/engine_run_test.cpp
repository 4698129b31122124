#include "core/engine_run.h"

#include <gtest/gtest.h>

#include "core/document.h"

namespace probellm::tests {
namespace {

constexpr const char* kRun =
    R"([{"build_commit":"abc","model_size":123456,"n_prompt":0,"n_gen":4,"samples_ns":[400000000,200000000]}])";

TEST(EngineRun, HasSecondsATokenOfEachRepetition) {
  const auto run = core::parse_engine_run(kRun);
  ASSERT_TRUE(run) << run.error().what;
  EXPECT_EQ(run->seconds_per_token, (std::vector<double>{0.1, 0.05}));
  EXPECT_EQ(run->model_bytes, 123456);
  EXPECT_EQ(run->build, "abc");
}

TEST(EngineRun, AnythingElseIsMalformed) {
  for (const char* text : {"", "[]", "{}", "[1]", "[{}]", "[{\"n_gen\":0,\"samples_ns\":[1]}]",
                           "[{\"n_gen\":4,\"samples_ns\":\"x\"}]", "main: error: unknown model architecture"})
    EXPECT_FALSE(core::parse_engine_run(text)) << text;
}

TEST(Rehearsal, IsReadBackAsItWasWritten) {
  core::Document document;
  document.command = "rehearse";
  core::Rehearsal rehearsal;
  rehearsal.model = "kimi-k2.6";
  rehearsal.quant = "q4_k_m";
  rehearsal.engine = "llama.cpp";
  rehearsal.cpu = "AMD EPYC";
  rehearsal.threads = 2;
  rehearsal.slices = {{1, 1, 32, core::Bytes{100}, {0.1, 0.11}, 0.1}};
  rehearsal.engine_tokens_per_second = {0.9, 1, 1.1};
  rehearsal.residual = {1.0, 1.1, 1.2};
  document.rehearsal = rehearsal;
  const auto back = core::parse_document(core::to_json(document));
  ASSERT_TRUE(back) << back.error().what;
  ASSERT_TRUE(back->rehearsal);
  EXPECT_EQ(back->rehearsal->cpu, "AMD EPYC");
  EXPECT_EQ(back->rehearsal->residual->likely, 1.1);
  EXPECT_EQ(back->rehearsal->slices.front().samples, rehearsal.slices.front().samples);
  EXPECT_FALSE(back->rehearsal->predicted_tokens_per_second);
}

TEST(Rehearsal, WithAResidualThatNoTimeHasIsRefused) {
  core::Document document;
  document.rehearsal = core::Rehearsal{};
  document.rehearsal->residual = core::Interval{0, 1, 2};
  EXPECT_FALSE(core::parse_document(core::to_json(document)));
}

}  // namespace
}  // namespace probellm::tests
