#include "profiles/machine_toml.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "profiles/prices.h"

namespace probellm::tests {
namespace {

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

constexpr const char* kQuote =
    "name = \"quote 17\"\ncpu = \"2x EPYC 9355\"\nmemory = \"24x32GB DDR5-6400\"\n"
    "gpus = [\"2x RTX 5090\", \"RTX 3090\"]\ndisk = \"NVMe 4TB 7GB/s\"\nread_gb_s = 700\nread_source = "
    "\"STREAM\"\n";

std::string complaint(const std::string& text) {
  const auto spec = profiles::parse_machine_toml(text, "m.toml", catalog());
  return spec ? "" : spec.error().what;
}

TEST(MachineToml, HasTheSamePartsAsALine) {
  const auto spec = profiles::parse_machine_toml(kQuote, "m.toml", catalog());
  ASSERT_TRUE(spec.ok()) << spec.error().what;
  EXPECT_EQ(spec->text, "quote 17");
  EXPECT_EQ(spec->sockets, 2);
  EXPECT_EQ(spec->memory->count, 24);
  ASSERT_EQ(spec->gpus.size(), 2u);
  EXPECT_EQ(spec->gpus[0].count, 2);
  EXPECT_EQ(spec->disk->read->value, 7e9);
  EXPECT_EQ(spec->read->value, 700e9);
  EXPECT_EQ(spec->read_source, "STREAM");
}

TEST(MachineToml, NamesFileLineAndKeyOfWhatIsWrong) {
  EXPECT_EQ(
      complaint("cpu = \"EPIC 9355\"\nmemory = \"12x64GB\"\n"),
      "m.toml:1: cpu: \"EPIC 9355\": no CPU, GPU, memory or disk is known by that; the nearest is EPYC 9355");
  EXPECT_EQ(complaint("cpu = \"EPYC 9355\"\n\nmemory = \"12x33GB\"\n").substr(0, 28),
            "m.toml:3: memory: \"12x33GB\":");
  EXPECT_EQ(complaint("cpu = \"EPYC 9355\"\nram = \"12x64GB\"\n").substr(0, 26),
            "m.toml:2: ram: not known; ");
  EXPECT_EQ(complaint("cpu = \"EPYC 9355\"\n"), "m.toml:1: memory: expected text");
  EXPECT_EQ(complaint("cpu = 7\nmemory = \"12x64GB\"\n"), "m.toml:1: cpu: expected text");
  EXPECT_EQ(complaint("cpu = \"EPYC 9355, RTX 5090\"\nmemory = \"12x64GB\"\n"),
            "m.toml:1: cpu: expected one part, without a comma");
  EXPECT_EQ(complaint(std::string(kQuote) + "read_gb_s = 1\n").substr(0, 9), "m.toml:8:");
  EXPECT_EQ(complaint("cpu = \"EPYC 9355\"\nmemory = \"12x64GB\"\nread_gb_s = 400\n"),
            "m.toml:1: read_source: expected text");
}

TEST(MachineToml, LettersBeyondAsciiThatNoTableHasAreRefused) {
  for (const char* letter : {"\u00e9", "\u0101", "\uFEF1"})
    EXPECT_EQ(complaint("\n" + std::string(letter) + "\n").substr(0, 9), "m.toml:2:") << letter;
}

TEST(MachineToml, AnyBytesAreReadOrRefused) {
  std::mt19937 random(13);
  for (int i = 0; i < 300; ++i) {
    std::string text = kQuote;
    for (int flip = 0; flip < 3; ++flip) text[random() % text.size()] = static_cast<char>(random());
    const auto spec = profiles::parse_machine_toml(text, "m.toml", catalog());
    EXPECT_TRUE(spec || !spec.error().what.empty());
  }
}

TEST(Prices, AreOfPartsInOneCurrency) {
  const auto prices =
      profiles::parse_prices("currency = \"EUR\"\n[prices]\n\"RTX 5090\" = 2600\n\"NVMe\" = 99.5\n", "p");
  ASSERT_TRUE(prices.ok());
  EXPECT_EQ(prices->currency, "EUR");
  EXPECT_EQ(prices->each.at("RTX 5090"), 2600);
  EXPECT_EQ(prices->each.at("NVMe"), 99.5);
}

TEST(Prices, NameFileLineAndKeyOfWhatIsWrong) {
  const auto complain = [](const char* text) { return profiles::parse_prices(text, "p.toml").error().what; };
  EXPECT_EQ(complain("[prices]\n\"NVMe\" = 1\n"), "p.toml:1: currency: expected text");
  EXPECT_EQ(complain("currency = \"EUR\"\n[prices]\n\"NVMe\" = -1\n"),
            "p.toml:3: NVMe: expected what one costs, a number from 0 to a billion");
  EXPECT_EQ(complain("currency = \"EUR\"\nprices = 3\n"),
            "p.toml:2: prices: expected a table as [prices] and \"64GB DDR5-6400\" = 310");
  EXPECT_EQ(complain("currency = \"EUR\"\ntax = 1\n[prices]\n"),
            "p.toml:2: tax: not known; known are currency, prices");
}

}  // namespace
}  // namespace probellm::tests
