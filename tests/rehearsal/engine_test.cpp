#include "rehearsal/engine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "profiles/catalog.h"
#include "rehearsal/rehearse.h"
#include "rehearsal/unnamed_file.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

const std::atomic<bool> kGoOn{false};

TEST(RunProgram, GivesWhatItPrints) {
  const auto printed = rehearsal::run_program({"sh", "-c", "printf hello; printf ignored >&2"}, kGoOn);
  ASSERT_TRUE(printed) << printed.error().what;
  EXPECT_EQ(*printed, "hello");
}

TEST(RunProgram, TellsTheLastLineOfAFailure) {
  const auto printed =
      rehearsal::run_program({"sh", "-c", "echo first >&2; echo no model >&2; exit 3"}, kGoOn);
  ASSERT_FALSE(printed);
  EXPECT_EQ(printed.error().what, "sh failed: no model");
}

TEST(RunProgram, TellsWhatWasAssertedAndNotWhatADebuggerSaysOfIt) {
  const auto printed = rehearsal::run_program(
      {"sh", "-c",
       "echo 'a.cpp:7: GGML_ASSERT(id != -1) failed' >&2; echo '[process 9 detached]' >&2; exit 134"},
      kGoOn);
  ASSERT_FALSE(printed);
  EXPECT_EQ(printed.error().what, "sh failed: a.cpp:7: GGML_ASSERT(id != -1) failed");
}

TEST(RunProgram, SaysThatThereIsNoSuchProgram) {
  const auto printed = rehearsal::run_program({"/no/such/program"}, kGoOn);
  ASSERT_FALSE(printed);
  EXPECT_NE(printed.error().what.find("/no/such/program"), std::string::npos);
}

TEST(RunProgram, ReadsMoreThanAPipeHolds) {
  const auto printed = rehearsal::run_program({"sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"}, kGoOn);
  ASSERT_TRUE(printed);
  EXPECT_EQ(printed->size(), 1'000'000u);
}

TEST(RunProgram, EndsTheProgramWhenItIsStopped) {
  std::atomic<bool> stop{true};
  const auto begun = std::chrono::steady_clock::now();
  const auto printed = rehearsal::run_program({"sleep", "30"}, stop);
  ASSERT_FALSE(printed);
  EXPECT_EQ(printed.error().what, "interrupted");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST(FindProgram, LooksThroughTheFoldersInOrder) {
  EXPECT_EQ(rehearsal::find_program("sh", "/no/such/folder:/bin"), "/bin/sh");
  EXPECT_FALSE(rehearsal::find_program("no-such-program", "/bin:/usr/bin"));
  EXPECT_FALSE(rehearsal::find_program("sh", ""));
}

TEST(UnnamedFile, CanBeOpenedByAnotherProcessAndLeavesNothing) {
  const std::string folder = testing::TempDir() + "unnamed";
  fs::create_directories(folder);
  {
    const auto file = rehearsal::UnnamedFile::make(folder);
    ASSERT_TRUE(file) << file.error().what;
    ASSERT_EQ(::write(file->descriptor(), "weights", 7), 7);
    EXPECT_EQ(*rehearsal::run_program({"cat", file->path()}, kGoOn), "weights");
    EXPECT_TRUE(fs::is_empty(folder));
  }
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST(UnnamedFile, NamesAFolderThatIsMissing) {
  const auto file = rehearsal::UnnamedFile::make("/no/such/folder");
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().what.find("/no/such/folder"), std::string::npos);
}

/// An engine that takes a nanosecond for each byte of the file and says so as llama-bench does, after
/// `first`.
std::string byte_counting_engine(const std::string& first = "") {
  const std::string path = testing::TempDir() + "byte-counting-engine";
  std::ofstream(path)
      << "#!/bin/sh\n"
      << first
      << "\nsize=$(stat -L -c %s \"$2\")\n"
         "echo \"[{\\\"build_commit\\\": \\\"test\\\", \\\"model_size\\\": $size, \\\"n_prompt\\\": 0, "
         "\\\"n_gen\\\": 1, \\\"samples_ns\\\": [$size, $size, $size, $size]}]\"\n";
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

rehearsal::Plan small_plan(const std::string& program) {
  const auto catalog = profiles::load_catalog("");
  rehearsal::Plan plan;
  plan.model = *profiles::find_model(*catalog, "llama-3.2-1b");
  core::Quant quant = *profiles::find_quant(*catalog, "q2_k");
  quant.rest = quant.experts;
  plan.cut = *rehearsal::plan_cut(plan.model, quant, {512 * core::kMiB});
  plan.program = program;
  plan.folder = testing::TempDir();
  return plan;
}

TEST(Rehearse, WritesBothCutsAndExtrapolatesFromWhatTheEngineSays) {
  const rehearsal::Plan plan = small_plan(byte_counting_engine());
  const auto done = rehearsal::rehearse(plan, {}, kGoOn);
  ASSERT_TRUE(done) << done.error().what;
  ASSERT_EQ(done->slices.size(), 2u);
  EXPECT_LT(done->slices[0].weights, done->slices[1].weights);
  EXPECT_NEAR(done->slices[1].seconds_per_token, 1e-9 * static_cast<double>(done->slices[1].weights.value),
              1e-4);
  EXPECT_NEAR(done->engine_tokens_per_second.likely *
                  rehearsal::extrapolate(plan.model, plan.cut, done->slices[0].seconds_per_token,
                                         done->slices[1].seconds_per_token),
              1, 1e-9);
  EXPECT_EQ(done->engine_build, "test");
}

TEST(Rehearse, LeavesWeightsAsTheyLieWhereTheEngineFailsOtherwise) {
  const auto done = rehearsal::rehearse(
      small_plan(byte_counting_engine(
          "case \"$*\" in *'--repack 0') ;; *) echo 'GGML_ASSERT(x) failed' >&2; exit 134 ;; esac")),
      {}, kGoOn);
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_NE(done->failed_repacked.find("GGML_ASSERT(x) failed"), std::string::npos) << done->failed_repacked;
  EXPECT_EQ(done->slices.size(), 2u);
  EXPECT_EQ(rehearsal::rehearse(small_plan(byte_counting_engine()), {}, kGoOn)->failed_repacked, "");
}

TEST(Rehearse, TellsWhatTheEngineComplainsAbout) {
  const auto done = rehearsal::rehearse(small_plan("false"), {}, kGoOn);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().what.find("false failed"), std::string::npos) << done.error().what;
}

TEST(Rehearse, StopsAtOnce) {
  const std::atomic<bool> stop{true};
  EXPECT_FALSE(rehearsal::rehearse(small_plan("false"), {}, stop));
}

}  // namespace
}  // namespace probellm::tests
