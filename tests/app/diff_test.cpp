#include "tests/app/command.h"

namespace probellm::tests {
namespace {

const std::string kFixtures = PROBELLM_SOURCE_DIR "/tests/fixtures/";

std::string saved(const std::string& fixture) {
  const std::string file = temporary(fixture + ".json");
  std::ofstream(file) << run("probe --json --root " + kFixtures + fixture).out;
  return file;
}

TEST(Diff, NamesTheSlotThatIsEmpty) {
  const std::string full = saved("server-2s-24ch"), empty = saved("server-2s-24ch-one-empty");
  const Outcome outcome = run("diff " + full + " " + empty);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.out.find("P2-DIMMH1"), std::string::npos) << outcome.out;
  const Outcome json = run("diff --json " + full + " " + empty);
  expect_valid(json);
  EXPECT_EQ(json.json()["comparison"]["fits"][0]["quant_name"], "Q4_K_M");
}

TEST(Diff, OfTheSameIsNothing) {
  const std::string file = saved("server-2s-24ch");
  const Outcome outcome = run("diff " + file + " " + file);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_NE(outcome.out.find("nothing changed"), std::string::npos);
}

TEST(Diff, TakesQuotesAndNamesWhatItCannotRead) {
  EXPECT_EQ(run("diff \"EPYC 9355, 12x64GB DDR5-6400\" \"EPYC 9355, 12x64GB DDR5-5600\"").exit_code, 1);
  EXPECT_EQ(run("diff /does/not/exist.json server-768gb-ddr5-12ch").exit_code, 2);
  EXPECT_EQ(run("diff server-768gb-ddr5-12ch").exit_code, 2);
}

}  // namespace
}  // namespace probellm::tests
