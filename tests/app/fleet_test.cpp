#include "tests/app/command.h"

namespace probellm::tests {
namespace {

std::string one_line(const std::string& fixture) {
  return run("probe -o jsonl --root " PROBELLM_SOURCE_DIR "/tests/fixtures/" + fixture).out;
}

TEST(Fleet, ReadsALineANodeAndNamesTheOneWithAnEmptyChannel) {
  const std::string file = temporary("fleet.jsonl");
  const std::string full = one_line("server-2s-24ch");
  EXPECT_EQ(std::count(full.begin(), full.end(), '\n'), 1);
  std::ofstream(file) << full << full << full << full << one_line("server-2s-24ch-one-empty");
  const Outcome outcome = run("fleet --json " + file);
  EXPECT_EQ(outcome.exit_code, 1);
  expect_valid(outcome);
  const auto fleet = outcome.json()["fleet"];
  EXPECT_EQ(fleet["nodes"], 5);
  ASSERT_EQ(fleet["outliers"].size(), 1u);
  EXPECT_EQ(fleet["outliers"][0]["node"], file + ":5");
  EXPECT_NE(fleet["outliers"][0]["causes"][0].get<std::string>().find("channel H is empty"),
            std::string::npos);
}

TEST(Fleet, ReadsDocumentsOverSeveralLines) {
  const std::string file = temporary("both.json");
  std::ofstream(file) << run("probe --json --root " PROBELLM_SOURCE_DIR "/tests/fixtures/server-2s-24ch").out
                      << one_line("gb10");
  const Outcome outcome = run("fleet --json " + file);
  EXPECT_EQ(outcome.json()["fleet"]["nodes"], 2);
}

TEST(Fleet, KeepsTheRestWhereALineIsCorruptAndSaysWhich) {
  const std::string file = temporary("corrupt.jsonl");
  std::ofstream(file) << one_line("gb10") << "{\"schema_version\": 1, \"mach\n" << one_line("gb10");
  const Outcome outcome = run("fleet --json " + file);
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_EQ(outcome.json()["fleet"]["nodes"], 2);
  EXPECT_EQ(outcome.json()["fleet"]["problems"][0]["line"], 2);
  EXPECT_NE(outcome.err.find(file + ":2: "), std::string::npos) << outcome.err;
}

TEST(Fleet, RefusesNothing) {
  EXPECT_EQ(run("fleet /does/not/exist").exit_code, 2);
  EXPECT_EQ(run("fleet -").exit_code, 2);
}

TEST(Fleet, OneProcessANodeMeasures) {
  for (const char* rank : {"SLURM_LOCALID=1", "OMPI_COMM_WORLD_LOCAL_RANK=3", "PMI_LOCAL_RANK=2"}) {
    const Outcome outcome = run("bench --only sync.barrier", rank);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(std::string("another process measures this node (") + rank + ")"),
              std::string::npos);
  }
  EXPECT_NE(run("probe", "SLURM_LOCALID=1").out, "");
  EXPECT_NE(run("quants", "SLURM_LOCALID=first").out, "");
}

}  // namespace
}  // namespace probellm::tests
