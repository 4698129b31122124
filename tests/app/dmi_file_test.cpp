#include "tests/app/command.h"

namespace probellm::tests {
namespace {

std::string table(const std::string& machine) {
  return PROBELLM_SOURCE_DIR "/tests/fixtures/" + machine + "/root/sys/firmware/dmi/tables/DMI";
}

TEST(DmiFile, GivesTheModulesOfAnotherMachine) {
  const Outcome outcome = run("probe --json --dmi-file " + table("server-2s-24ch-one-empty"));
  expect_valid(outcome);
  const auto memory = outcome.json()["machine"]["memory"];
  EXPECT_EQ(memory["dimms"]["value"].size(), 23U);
  EXPECT_EQ(memory["channels"]["populated"]["value"], 23);
  EXPECT_EQ(memory["sockets"][1]["channels"]["populated"]["value"], 11);
  EXPECT_EQ(memory["findings"][0]["id"], "channel-empty");
}

TEST(DmiFile, IsRefusedWhereItListsNoSlots) {
  for (const std::string file : {"/dev/null", "/no/such", "/"}) {
    const Outcome outcome = run("probe --dmi-file " + file);
    EXPECT_EQ(outcome.exit_code, 2) << file;
    EXPECT_NE(outcome.err.find("--dmi-file " + file + ": "), std::string::npos) << outcome.err;
  }
}

TEST(DmiFile, IsRefusedBesideAMachineThatSaysItsModules) {
  const Outcome outcome = run(std::string(kServer) + " --dmi-file " + table("desktop-ddr5"));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--dmi-file has no effect with --machine"), std::string::npos);
}

}  // namespace
}  // namespace probellm::tests
