// The tables of parts: what must hold for each entry, and rows that vendors' own tables state.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "profiles/complete.h"

namespace probellm::tests {
namespace {

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

double gb_per_second(const core::CpuSpec& cpu) {
  return cpu.channels * cpu.transfers_per_second.front() * 8 / 1e9;
}

TEST(Cpus, AreManyAndBelievable) {
  EXPECT_GE(catalog().cpus.size(), 150U);
  for (const core::CpuSpec& cpu : catalog().cpus) {
    EXPECT_GE(gb_per_second(cpu), 15) << cpu.name;
    EXPECT_LE(gb_per_second(cpu), 900) << cpu.name;
    EXPECT_TRUE(std::is_sorted(cpu.transfers_per_second.rbegin(), cpu.transfers_per_second.rend()))
        << cpu.name;
    EXPECT_FALSE(cpu.source.empty()) << cpu.name;
  }
}

struct Published {
  const char* name;
  int cores;
  double gb_per_second;
};

/// Maximum memory bandwidth as the vendors' product pages state it.
constexpr Published kPublished[] = {{"AMD EPYC 9355 32-Core Processor", 32, 614.4},
                                    {"AMD EPYC 9654 96-Core Processor", 96, 460.8},
                                    {"AMD EPYC 7713 64-Core Processor", 64, 204.8},
                                    {"Intel(R) Xeon(R) Gold 6454S", 32, 307.2},
                                    {"Intel(R) Xeon(R) CPU E5-2690 v3 @ 2.60GHz", 12, 68.3},
                                    {"Intel(R) Xeon(R) Gold 6138 CPU @ 2.00GHz", 20, 128.0},
                                    {"AMD Ryzen Threadripper PRO 7975WX 32-Cores", 32, 332.8},
                                    {"AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", 16, 256},
                                    {"Apple M2 Ultra", 24, 819.2},
                                    {"Apple M1", 8, 68.3}};

TEST(Cpus, HaveTheBandwidthThatTheirVendorsState) {
  for (const Published& published : kPublished) {
    const core::CpuSpec* cpu = profiles::find_cpu(catalog(), published.name);
    ASSERT_NE(cpu, nullptr) << published.name;
    EXPECT_EQ(cpu->cores, published.cores) << published.name;
    EXPECT_NEAR(gb_per_second(*cpu) / published.gb_per_second, 1, 0.01) << published.name;
  }
}

TEST(Platforms, NameFamiliesThatExist) {
  std::set<std::string> families;
  for (const core::CpuSpec& cpu : catalog().cpus) families.insert(cpu.family);
  EXPECT_GE(catalog().platforms.size(), 43U);
  for (const core::Platform& platform : catalog().platforms) {
    for (const std::string& family : platform.cpu_families)
      EXPECT_TRUE(families.contains(family)) << platform.id << ": " << family;
    EXPECT_FALSE(platform.source.empty()) << platform.id;
  }
}

TEST(Kits, NamePlatformsThatExist) {
  EXPECT_GE(catalog().kits.size(), 20U);
  for (const core::Kit& kit : catalog().kits)
    for (const std::string& id : kit.platforms)
      EXPECT_TRUE(std::any_of(catalog().platforms.begin(), catalog().platforms.end(),
                              [&](const core::Platform& platform) { return platform.id == id; }))
          << kit.name << ": " << id;
}

TEST(Kits, FourHold768Gib) {
  const auto is_such = [](const core::Kit& kit) {
    return kit.name.starts_with("768gb-ddr4-2") && kit.each * kit.count == core::Bytes{768 * core::kGiB};
  };
  EXPECT_EQ(std::count_if(catalog().kits.begin(), catalog().kits.end(), is_such), 4);
}

}  // namespace
}  // namespace probellm::tests
