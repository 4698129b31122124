#include "profiles/machine_spec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace probellm::tests {
namespace {

using core::MachineSpec;

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

MachineSpec read(const std::string& text) {
  auto spec = profiles::parse_machine_spec(text, catalog());
  if (!spec) ADD_FAILURE() << spec.error().what;
  return spec ? *spec : MachineSpec{};
}

std::string complaint(const std::string& text) {
  const auto spec = profiles::parse_machine_spec(text, catalog());
  return spec ? "" : spec.error().what;
}

TEST(MachineSpec, HasSocketsModulesCardsAndDisk) {
  const MachineSpec spec = read("2x EPYC 9355, 24x32GB DDR5-6400, 2x RTX 5090, NVMe 4TB 7GB/s");
  EXPECT_EQ(spec.sockets, 2);
  EXPECT_EQ(spec.cpu.name, "EPYC 9355");
  EXPECT_EQ(spec.cpu.channels, 12);
  EXPECT_EQ(spec.memory->count, 24);
  EXPECT_EQ(spec.memory->each, core::Bytes{32 * core::kGiB});
  EXPECT_EQ(spec.memory->type, "DDR5");
  EXPECT_EQ(spec.memory->transfers_per_second, 6.4e9);
  ASSERT_EQ(spec.gpus.size(), 1U);
  EXPECT_EQ(spec.gpus[0].count, 2);
  EXPECT_EQ(spec.gpus[0].spec.name, "RTX 5090");
  EXPECT_EQ(spec.disk->kind, "nvme");
  EXPECT_EQ(spec.disk->size->value, 4'000'000'000'000);
  EXPECT_EQ(spec.disk->read->value, 7e9);
}

TEST(MachineSpec, TakesPartsInAnyOrderAndCase) {
  const MachineSpec spec = read("rtx 3090 48GB,8X64gb ddr4-3200 , epyc 7532");
  EXPECT_EQ(spec.cpu.name, "EPYC 7532");
  EXPECT_EQ(spec.memory->count, 8);
  EXPECT_EQ(*spec.gpus[0].memory, core::Bytes{48 * core::kGiB});
}

TEST(MachineSpec, MemoryWithoutANumberOfModulesIsAllOfIt) {
  const MachineSpec spec = read("Apple M3 Ultra, 512GB");
  EXPECT_EQ(spec.memory->count, 0);
  EXPECT_EQ(spec.memory->each, core::Bytes{512 * core::kGiB});
}

TEST(MachineSpec, NamesThePartThatIsWrongAndTheNearestThingKnown) {
  EXPECT_EQ(complaint("EPIC 9355, 12x64GB"),
            "\"EPIC 9355\": no CPU, GPU, memory or disk is known by that; the nearest is EPYC 9355");
  EXPECT_EQ(
      complaint("EPYC 9355, 24x33GB DDR5-6400"),
      "\"24x33GB DDR5-6400\": no module has 33 GB; they have 4, 8, 16, 24, 32, 48, 64, 96, 128, 192 or 256");
  EXPECT_NE(complaint("EPYC 9355, 24x32GB DDR6").find("no memory type DDR6"), std::string::npos);
  EXPECT_NE(complaint("3x EPYC 9355, 24x32GB").find("up to 2 sockets"), std::string::npos);
  EXPECT_NE(complaint("EPYC 9355").find("expected memory"), std::string::npos);
  EXPECT_NE(complaint("12x64GB").find("expected a CPU"), std::string::npos);
  EXPECT_NE(complaint("EPYC 9355, EPYC 9655, 12x64GB").find("stated twice"), std::string::npos);
  EXPECT_NE(complaint("a refrigerator, 12x64GB").find("docs/machine-spec.md"), std::string::npos);
}

TEST(MachineSpec, AnyBytesAreReadOrRefused) {
  std::mt19937 random(11);
  const std::string good = "2x EPYC 9355, 24x32GB DDR5-6400, 2x RTX 5090, NVMe 4TB 7GB/s";
  for (int i = 0; i < 1000; ++i) {
    std::string text = good;
    for (int flip = 0; flip < 3; ++flip) text[random() % text.size()] = static_cast<char>(random());
    const auto spec = profiles::parse_machine_spec(text, catalog());
    EXPECT_TRUE(spec || !spec.error().what.empty());
  }
  EXPECT_FALSE(profiles::parse_machine_spec(std::string(5000, '9'), catalog()));
  EXPECT_FALSE(profiles::parse_machine_spec("", catalog()));
}

TEST(MachineSpec, LooksLikeAMachineOnlyWhereItDoes) {
  EXPECT_TRUE(profiles::looks_like_a_machine("EPYC 9355, 12x64GB", catalog()));
  EXPECT_TRUE(profiles::looks_like_a_machine("2x EPYC 9355", catalog()));
  EXPECT_TRUE(profiles::looks_like_a_machine("EPYC 9355", catalog()));
  EXPECT_FALSE(profiles::looks_like_a_machine("server.json", catalog()));
}

}  // namespace
}  // namespace probellm::tests
