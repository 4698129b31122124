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
