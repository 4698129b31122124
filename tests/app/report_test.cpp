#include <cstdlib>
#include <regex>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kQuote =
    "--quant q4_k_m,int4 --machine \"2x EPYC 9355, 23x32GB DDR5-6400, RTX 5090, NVMe 7GB/s\"";

/// What was printed, without the time and the version.
std::string undated(const std::string& text) {
  return std::regex_replace(std::regex_replace(text, std::regex("20..-..-..T..:..:..Z"), "DATE"),
                            std::regex("probe-llm " PROBELLM_VERSION), "probe-llm VERSION");
}

/// Holds a text against the file of golden/; UPDATE_GOLDEN=1 writes it there.
void expect_golden(const std::string& name, const std::string& text) {
  const fs::path file = fs::path(PROBELLM_SOURCE_DIR) / "tests/app/golden" / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << text;
    GTEST_SKIP() << name << " was rewritten";
  }
  EXPECT_EQ(text, text_of_file(file.string()));
}

TEST(Report, IsTextWhereNoFileIsNamed) {
  const Outcome outcome = run(std::string("report ") + kQuote);
  EXPECT_EQ(outcome.exit_code, 0);
  expect_golden("report.txt", undated(outcome.out));
}

TEST(Report, IsMarkdown) {
  expect_golden("report.md", undated(run(std::string("report --markdown - ") + kQuote).out));
}

TEST(Report, IsADocumentWithEveryContext) {
  const Outcome outcome = run(std::string("report --json ") + kQuote);
  expect_valid(outcome);
  EXPECT_EQ(outcome.json()["fits"].size(), 2u * 7);
  EXPECT_EQ(outcome.json()["best"]["index"], 0);
}

TEST(Report, SaysWhatFitSays) {
  const auto fit = run(std::string("fit --json --context 32k ") + kQuote).json();
  const auto report = run(std::string("report --json ") + kQuote).json();
  int found = 0;
  for (const auto& each : report["fits"])
    for (const auto& other : fit["fits"])
      if (each["quant"] == other["quant"] && each["context_tokens"] == 32768) {
        EXPECT_EQ(each.dump(), other.dump());
        ++found;
      }
  EXPECT_EQ(found, 2);
}

TEST(Report, WritesTheFilesThatAreNamedAndSaysSo) {
  const std::string page = temporary("page.html"), text = temporary("page.txt");
  const Outcome outcome = run("report --html " + page + " --text " + text + " " + kQuote);
  EXPECT_NE(outcome.out.find("The report is in " + page), std::string::npos);
  EXPECT_EQ(undated(text_of_file(text)), text_of_file(PROBELLM_SOURCE_DIR "/tests/app/golden/report.txt"));
  const std::string html = text_of_file(page);
  EXPECT_LT(html.size(), 1000000u);
  EXPECT_EQ(html.find("http:"), html.rfind("http://www.w3.org/2000/svg"));
  EXPECT_EQ(html.find("https:"), std::string::npos);
}

TEST(Report, MarkdownShowsMoneyOnlyWhereThereArePrices) {
  const std::string prices = temporary("prices.toml");
  std::ofstream(prices) << "currency = \"EUR\"\n[prices]\n\"32GB DDR5-6400\" = 310\n";
  const std::string asked = std::string("report --markdown - ") + kQuote;
  EXPECT_EQ(run(asked).out.find("EUR"), std::string::npos);
  const std::string priced = run(asked + " --prices " + prices).out;
  EXPECT_NE(priced.find("| times now | EUR |"), std::string::npos);
  EXPECT_NE(priced.find("| 7,440 |"), std::string::npos);
  EXPECT_NE(priced.find("unknown: no price of NVMe"), std::string::npos);
}

TEST(Report, RefusesAFileBeforeItMeasures) {
  const Outcome outcome = run("report --html /does/not/exist/page.html");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err, "probe-llm: /does/not/exist/page.html: its folder doesn't exist\n");
}

TEST(Report, TextOfAMachineStaysText) {
  const std::string file = temporary("machine.json");
  auto machine = run("probe --json --root " PROBELLM_SOURCE_DIR "/tests/fixtures/server-2s-24ch").json();
  machine["machine"]["host"]["name"] = "</script><script>alert(1)</script>";
  std::ofstream(file) << machine;
  const std::string html = run("report --quant q4_k_m --html - --machine " + file).out;
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  EXPECT_NE(html.find("\\u003c/script>"), std::string::npos);
}

}  // namespace
}  // namespace probellm::tests
