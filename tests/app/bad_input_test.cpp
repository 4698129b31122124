#include <algorithm>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

/// The one sentence of a run that must end with code 2 and print nothing else.
std::string complaint(const std::string& arguments) {
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << arguments;
  EXPECT_EQ(outcome.out, "") << arguments;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  return outcome.err;
}

void expect_says(const std::string& arguments, const std::string& words) {
  EXPECT_NE(complaint(arguments).find(words), std::string::npos) << complaint(arguments);
}

std::string file_with(const std::string& text) {
  const std::string path = temporary("input.json");
  std::ofstream(path) << text;
  return path;
}

TEST(BadInput, NamesTheUnknownModelAndTheKnownOnes) {
  expect_says("--model gpt-9", "--model gpt-9: not known; known are");
  expect_says("quants --model gpt-9", "--model gpt-9: not known; known are");
}

TEST(BadInput, NamesTheUnknownRecipe) { expect_says("--quant q4_k_m,q9", "--quant q9: not known"); }

TEST(BadInput, NamesTheUnknownKvType) {
  expect_says("--kv-type q3_k", "--kv-type q3_k: not known; known are f16");
}

TEST(BadInput, NamesTheUnknownMeasurement) {
  expect_says("bench --only memory.read,memory.raed", "memory.raed: nothing that is measured has that id");
}

TEST(BadInput, RefusesATestFileThatExistsOrHasNoSize) {
  const std::string path = file_with("kept");
  expect_says("bench --disk-test " + path + ":1GiB", "exists; name one that doesn't");
  EXPECT_EQ(text_of_file(path), "kept");
  expect_says("bench --disk-test /tmp/x:1MiB", "expected 128MiB or more");
  for (const char* text : {"x", ":1GiB", "/tmp/x:", "/tmp/x:much", "/tmp/x:-1"})
    expect_says(std::string("bench --disk-test ") + text, "expected FILE:SIZE");
}

TEST(BadInput, NamesTheUnknownFlag) { expect_says("--frobnicate", "--frobnicate"); }

TEST(BadInput, NamesTheUnknownSubcommand) { expect_says("frobnicate", "frobnicate"); }

TEST(BadInput, RefusesAContextOfNothing) {
  for (const char* context :
       {"0", "0k", "-1", "", "8q", "8.5k", "k", "99999999999999999999", "9999999999999999k"})
    expect_says("--context=" + std::string("'") + context + "'", "context");
}

TEST(BadInput, RefusesAContextBeyondTheModels) { expect_says("--context 257k", "has at most 262144 tokens"); }

TEST(BadInput, NamesTheMissingMachineFile) {
  expect_says("--machine /no/such", "--machine /no/such: No such file");
}

TEST(BadInput, RefusesAFolderAsMachine) { expect_says("--machine /", "is a folder"); }

TEST(BadInput, NamesThePlaceInAMalformedMachineFile) {
  expect_says("--machine " + file_with("{"), "not valid JSON");
  expect_says("--machine " + file_with(R"({"schema_version":1})"), "machine: expected an object");
  expect_says("--machine " + file_with(R"({"schema_version":1,"machine":{"memory":{"total_bytes":"big"}}})"),
              "machine.memory.total_bytes: expected a whole number");
  expect_says("--machine " + file_with(R"({"schema_version":1,"machine":{}})"),
              "machine.memory.total_bytes: expected a number");
}

TEST(BadInput, RefusesMeasurementsWithoutAny) {
  expect_says(std::string(kServer) + " --measurements " + file_with(R"({"schema_version":1})"),
              "measurements: expected a list");
}

TEST(BadInput, NamesTheMissingProfilesFolder) { expect_says("--profiles /no/such", "/no/such"); }

TEST(BadInput, RefusesAnEmptyName) {
  for (const char* option : {"--machine", "--measurements", "--profiles", "--weights"})
    expect_says(std::string(option) + " ''", "expected a name");
}

TEST(BadInput, RefusesAnOptionThatTheSubcommandWouldIgnore) {
  expect_says(std::string(kServer) + " probe", "--machine isn't an option of probe");
}

TEST(BadInput, GivesUpOnAFileWithoutEnd) {
  expect_says("--machine /dev/zero", "/dev/zero: larger than 64 MiB");
}

TEST(BadInput, SaysNothingThatSteersATerminal) {
  expect_says("--machine \"$(printf 'a\\033b')\"", "--machine a?b");
}

TEST(BadInput, EndsWellWhereStandardErrorIsFull) {
  EXPECT_EQ(run("--bogus 2>/dev/full; exit $?; true").exit_code, 2);
}

TEST(BadInput, NamesAWeightsFolderThatIsNone) {
  expect_says("probe --weights /no/such", "--weights /no/such: No such file");
  expect_says("probe --weights /etc/passwd", "--weights /etc/passwd: expected a folder");
}

TEST(BadInput, RefusesTwoDepths) {
  expect_says("bench --quick --full", "--quick and --full exclude each other");
  expect_says("--quick fit --full", "--quick and --full exclude each other");
}

TEST(BadInput, RefusesADepthWhereNothingIsMeasured) {
  expect_says(std::string(kServer) + " --quick", "--quick has no effect with --machine");
  expect_says("fit --full --measurements run.json", "--full has no effect with --measurements");
}

TEST(BadInput, NamesTheUnknownFormatAndTheKnownOnes) {
  expect_says("bench -o xml",
              "--output xml: not known; known are text, json, jsonl, csv, md, hwloc-annotate");
}

TEST(BadInput, RefusesAFormatThatTheCommandDoesNotHave) {
  expect_says("probe -o csv", "--output csv isn't a format of probe, which has text, json");
  expect_says("-o hwloc-annotate", "isn't a format of fit, which has");
}

TEST(BadInput, RefusesTwoFormats) {
  const Outcome outcome = run("bench --json -o csv");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--json and --output ask for different formats"), std::string::npos);
}

TEST(BadInput, RefusesMoreThreadsThanThereAre) {
  expect_says("bench --threads 1000000", "--threads 1000000: this process may use");
  expect_says("bench --threads 0", "--threads");
}

TEST(BadInput, RefusesAShareThatLeavesNothingToTheSystem) {
  expect_says("bench --share 95", "--share");
  expect_says("bench --share 0", "--share");
}

TEST(BadInput, NamesTheUnknownModelBeforeItMeasures) {
  expect_says("bench --model gpt-9", "--model gpt-9: not known");
}

TEST(BadInput, IsAlsoADocumentWithJson) {
  for (const char* arguments : {"--json --quant q9", "--json --frobnicate", "fit --machine /no/such --json",
                                "-o json --quant q9", "--output=json --frobnicate"}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    expect_valid(outcome);
    EXPECT_EQ(outcome.json()["error"]["exit_code"], 2);
  }
}

}  // namespace
}  // namespace probellm::tests
