#include <regex>
#include <sstream>

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

/// Fifty runs of one guest, one after another, as fifty nodes; and as `slow` a run that had one of its two
/// CPUs.
std::string recorded_nodes() {
  const std::string folder = PROBELLM_SOURCE_DIR "/tests/fixtures/fleet/";
  auto node = nlohmann::json::parse(text_of_file(folder + "usual.json"));
  std::istringstream reads(text_of_file(folder + "reads.csv"));
  std::string line, text;
  for (std::getline(reads, line); std::getline(reads, line);) {
    std::istringstream fields(line);
    std::string name, median, spread, grade;
    for (std::string* field : {&name, &median, &spread, &grade}) std::getline(fields, *field, ',');
    node["machine"]["host"]["name"] = name;
    auto& row = node["measurements"][0];
    row["median"] = std::stod(median);
    row["relative_spread"] = std::stod(spread);
    row["quality"] = {{"grade", grade}, {"reasons", nlohmann::json::array()}};
    text += node.dump() + "\n";
  }
  return text;
}

TEST(Fleet, FindsTheSlowNodeAmongFiftyRecordedOnesAndItsCause) {
  const std::string file = temporary("recorded.jsonl");
  std::ofstream(file) << recorded_nodes()
                      << text_of_file(PROBELLM_SOURCE_DIR "/tests/fixtures/fleet/slow.json");
  const Outcome outcome = run("fleet --json " + file);
  EXPECT_EQ(outcome.exit_code, 1);
  const auto fleet = outcome.json()["fleet"];
  EXPECT_EQ(fleet["each"].size(), 51u);
  ASSERT_EQ(fleet["outliers"].size(), 1u);
  EXPECT_EQ(fleet["outliers"][0]["node"], "slow");
  EXPECT_EQ(fleet["outliers"][0]["causes"], nlohmann::json({"limits.cpus is 0, elsewhere 0-1"}));
}

TEST(Fleet, FindsNothingAmongFiftyRecordedNodes) {
  const std::string file = temporary("recorded.jsonl");
  std::ofstream(file) << recorded_nodes();
  const Outcome outcome = run("fleet " + file);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("No node stands out."), std::string::npos) << outcome.out;
}

TEST(Fleet, WritesAPageBesideItsAnswer) {
  const std::string file = temporary("recorded.jsonl"), page = temporary("fleet.html");
  std::ofstream(file) << recorded_nodes();
  EXPECT_NE(run("fleet " + file + " --html " + page).out.find("50 nodes"), std::string::npos);
  EXPECT_NE(text_of_file(page).find("<title>fleet report</title>"), std::string::npos);
  // All but its time of writing is the same on stdout.
  const std::regex time("\"generated_at\":\"[^\"]*\"");
  EXPECT_EQ(std::regex_replace(run("fleet " + file + " --html -").out, time, ""),
            std::regex_replace(text_of_file(page), time, ""));
  EXPECT_EQ(run("fleet " + file + " --html /does/not/exist/fleet.html").exit_code, 2);
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
