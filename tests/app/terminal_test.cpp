#include <algorithm>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

/// A measurements file with a barrier of 2 µs.
std::string barrier_file() {
  const nlohmann::json row = {{"id", "sync.barrier"}, {"unit", "s"},       {"status", "ok"},
                              {"median", 2e-6},       {"samples", {2e-6}}, {"quality", {{"grade", "A"}}}};
  const std::string path = temporary("barrier.json");
  std::ofstream(path) << nlohmann::json{{"schema_version", 1}, {"measurements", {row}}};
  return path;
}

TEST(Terminal, APipeGetsNoColoursAndNoProgress) {
  const Outcome outcome = run("probe");
  EXPECT_EQ(outcome.out.find('\033'), std::string::npos);
  EXPECT_EQ(outcome.err, "");
}

TEST(Terminal, TheLastLineIsTheVerdict) {
  const std::string out = run(std::string(kServer)).out;
  const auto start = out.rfind('\n', out.size() - 2) + 1;
  EXPECT_TRUE(out.substr(start).starts_with("Kimi K2.6 Q4_K_M runs best here in RAM, at ")) << out;
}

TEST(Terminal, TheReadmeShowsWhatIsSaid) {
  const std::string out = run(kServer).out;
  const std::string readme = text_of_file(PROBELLM_SOURCE_DIR "/README.md");
  const auto start = out.rfind('\n', out.size() - 2) + 1;
  EXPECT_NE(readme.find(out.substr(start)), std::string::npos) << out.substr(start);
  const auto row = out.find("  Q4_K_M  ");
  EXPECT_NE(readme.find(out.substr(row, out.find('\n', row) - row)), std::string::npos)
      << out.substr(row, 120);
}

TEST(Terminal, SaysHowAnUnknownFactCouldBeKnown) {
  const Outcome outcome = run("probe --json");
  const auto dimms = outcome.json()["machine"]["memory"]["dimms"];
  EXPECT_TRUE(dimms["value"].is_array() || dimms["reason"] != "") << dimms;
}

TEST(Terminal, HelpHasExamples) {
  for (const char* command : {"fit", "probe", "bench"})
    EXPECT_NE(run(std::string(command) + " --help").out.find("Examples:"), std::string::npos) << command;
}

TEST(Terminal, IsAsciiWhereTheLocaleIs) {
  const auto is_ascii = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  EXPECT_TRUE(is_ascii(run(kServer, "LC_ALL=C").out));
  EXPECT_FALSE(
      is_ascii(run(std::string(kServer) + " --measurements " + barrier_file(), "LC_ALL=C.UTF-8").out));
  EXPECT_TRUE(is_ascii(run(std::string(kServer) + " --measurements " + barrier_file(), "LC_ALL=C").out));
}

TEST(Terminal, VersionIsOneLine) { EXPECT_EQ(run("--version").out, "probe-llm " PROBELLM_VERSION "\n"); }

TEST(Terminal, ListsModelsAndRecipes) {
  EXPECT_NE(run("models").out.find("Kimi-K2.6 UD-Q4_K_XL"), std::string::npos);
  EXPECT_NE(run("quants").out.find("583.7 GB"), std::string::npos);
}

TEST(Binary, NeedsNothingButTheCLibrary) {
#ifdef PROBELLM_STATIC
  const std::string listing = temporary("ldd");
  ASSERT_EQ(std::system(("ldd " PROBELLM_BINARY " >" + listing).c_str()), 0);
  std::ifstream lines(listing);
  for (std::string line; std::getline(lines, line);) {
    const bool is_known =
        line.find("linux-vdso") != std::string::npos || line.find("libc.so") != std::string::npos ||
        line.find("libm.so") != std::string::npos || line.find("ld-linux") != std::string::npos;
    EXPECT_TRUE(is_known) << line;
  }
#else
  GTEST_SKIP() << "this build links shared libraries, as sanitizers need";
#endif
}

}  // namespace
}  // namespace probellm::tests
