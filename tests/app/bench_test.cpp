// Runs that measure are quick ones.
#include <algorithm>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

TEST(Bench, QuickIsAValidDocument) {
  const Outcome outcome = run("bench --quick --share 5 -o json");
  expect_valid(outcome);
  const auto rows = outcome.json()["measurements"];
  const bool has_read =
      std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row["id"] == "memory.read"; });
  EXPECT_TRUE(has_read) << outcome.out;
}

TEST(Bench, MeasuresTheOnlyRowsThatAreNamed) {
  const auto json = run("bench --only memory.scale,sync.barrier --share 5 --json").json();
  ASSERT_EQ(json["measurements"].size(), 2U) << json["measurements"];
  EXPECT_EQ(json["measurements"][0]["id"], "memory.scale");
}

TEST(Bench, WritesItsTestFileReadsItBackAndRemovesIt) {
  const std::string path = PROBELLM_SOURCE_DIR "/build/disk-test";
  const auto json = run("bench --only disk.read --share 5 --disk-test " + path + ":128MiB --json").json();
  const auto& row = json["measurements"][0];
  EXPECT_TRUE(row["status"] == "ok" || row["reason"] != "") << row;
  if (row["status"] == "ok") {
    EXPECT_NE(row["variant"].get<std::string>().find("128 MiB of the test file"), std::string::npos) << row;
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Bench, ThreadsLimitsWhatIsMeasuredAndNotWhatTheMachineHas) {
  const auto json = run("bench --quick --share 5 --threads 1 --json").json();
  for (const auto& row : json["measurements"]) {
    if (row["status"] == "ok" && row["device"] == "memory") {
      EXPECT_EQ(row["threads"], 1) << row["id"];
    }
  }
  EXPECT_EQ(json["machine"]["limits"]["cpus"], run("probe --json").json()["machine"]["limits"]["cpus"]);
}

TEST(Bench, CsvHasAsManyFieldsInEveryLine) {
  const std::string text = run("bench --quick --share 5 -o csv").out;
  EXPECT_TRUE(text.starts_with("id,device,")) << text;
  EXPECT_NE(text.find("\r\nmemory.read,"), std::string::npos) << text;
}

TEST(Bench, WritesAScriptThatTheShellCanRead) {
  const std::string script = temporary("annotate.sh");
  const Outcome outcome = run("bench --quick --share 5 -o hwloc-annotate");
  std::ofstream(script) << outcome.out;
  EXPECT_TRUE(outcome.out.starts_with("#!/bin/sh\n"));
  EXPECT_EQ(std::system(("sh -n " + script).c_str()), 0) << outcome.out;
}

}  // namespace
}  // namespace probellm::tests
