#include "profiles/evidence.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "profiles/catalog.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using namespace profiles;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<PublishedMachine> all_evidence() {
  std::vector<PublishedMachine> all;
  for (const auto& entry : fs::directory_iterator(PROBELLM_SOURCE_DIR "/profiles/evidence")) {
    const auto read = read_evidence(entry.path().filename().string(), text_of(entry.path()));
    EXPECT_TRUE(read) << read.error().what;
    if (read) all.push_back(*read);
  }
  return all;
}

TEST(Evidence, EveryRunHasAModelAnEngineASourceAndAnIdOfItsOwn) {
  const auto catalog = load_catalog("");
  std::set<std::string> ids;
  for (const PublishedMachine& machine : all_evidence())
    for (const PublishedRun& run : machine.runs) {
      EXPECT_TRUE(ids.insert(run.id).second) << run.id;
      EXPECT_NE(find_model(*catalog, run.model), nullptr) << run.id << ": " << run.model;
      EXPECT_NE(find_engine(*catalog, run.engine), nullptr) << run.id << ": " << run.engine;
      EXPECT_NE(run.source, "") << run.id;
      EXPECT_GT(run.decode_tokens_per_second, 0) << run.id;
    }
  EXPECT_GE(ids.size(), 250u);
}

constexpr const char* kSmall =
    "[machine]\nname = \"x\"\ncpu = \"y\"\nmemory_gib = 64\ntheoretical_gb_s = 89.6\nread_gb_s = 70\n"
    "[[run]]\nid = \"A\"\nmodel = \"kimi-k2.6\"\nengine = \"llama.cpp\"\nplacement = \"cpu\"\ncontext = 0\n"
    "decode = 3.5\nsource = \"s\"\n";

TEST(Evidence, AMeasuredBandwidthIsAMeasurementAndTheTheoryAFact) {
  const auto read = read_evidence("a.toml", kSmall);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(core::find_ok(read->measurements, core::kMemoryRead)->median, 70e9);
  EXPECT_EQ(read->machine.memory.theoretical_bandwidth->value, 89.6e9);
  EXPECT_EQ(read->machine.memory.total->value, 64 * core::kGiB);
}

TEST(Evidence, NamesFileLineAndKeyOfAMistake) {
  std::string text = kSmall;
  text.replace(text.find("placement = \"cpu\""), 17, "placement = \"moon\"");
  const auto read = read_evidence("a.toml", text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().what, "a.toml:11: placement: expected cpu, hybrid, gpu, unified or stream");
}

TEST(Evidence, AnyBytesAreReadOrRefused) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text = kSmall;
    for (int flip = 0; flip < 4; ++flip) text[random() % text.size()] = static_cast<char>(random());
    const auto read = read_evidence("a.toml", text);
    EXPECT_TRUE(read || !read.error().what.empty());
  }
}

TEST(Engines, WhatAnEngineLeavesOutIsThatOfTheEngineItIsLike) {
  const auto catalog = load_catalog("");
  const core::Engine& base = *find_engine(*catalog, "llama.cpp");
  const core::Engine& other = *find_engine(*catalog, "ktransformers");
  EXPECT_EQ(other.micro_batch, base.micro_batch);
  const auto distributed = core::NumaUse::Distributed;
  EXPECT_GT(other.numa_shares.at(distributed).likely, base.numa_shares.at(distributed).likely);
  EXPECT_EQ(find_engine(*catalog, "SGLang"), find_engine(*catalog, "vllm"));
}

}  // namespace
}  // namespace probellm::tests
