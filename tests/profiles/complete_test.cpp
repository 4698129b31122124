#include "profiles/complete.h"

#include <gtest/gtest.h>

#include <set>

namespace probellm::tests {
namespace {

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

double gb_per_second(const char* name) {
  const auto* spec = profiles::find_gpu(catalog(), name);
  return spec == nullptr ? 0 : spec->bandwidth.value / 1e9;
}

TEST(Gpus, AreFoundByWhatDriversCallThem) {
  EXPECT_EQ(gb_per_second("NVIDIA GeForce RTX 4090"), 1008);
  EXPECT_EQ(gb_per_second("NVIDIA H100 80GB HBM3"), 3350);
  EXPECT_EQ(gb_per_second("NVIDIA H100 PCIe"), 2000);
  EXPECT_EQ(gb_per_second("NVIDIA RTX PRO 6000 Blackwell Workstation Edition"), 1792);
  EXPECT_EQ(gb_per_second("amd instinct mi300x"), 5300);
  EXPECT_EQ(gb_per_second("Quadro FX 570"), 0);
}

TEST(Gpus, TheLongestNameCounts) {
  EXPECT_EQ(gb_per_second("NVIDIA H200"), 4800);
  EXPECT_EQ(gb_per_second("NVIDIA L40S"), 864);
  EXPECT_EQ(profiles::find_gpu(catalog(), "NVIDIA GeForce RTX 4070 Ti SUPER")->name, "RTX 4070 Ti SUPER");
  EXPECT_EQ(profiles::find_gpu(catalog(), "NVIDIA A100-SXM4-80GB")->name, "A100-SXM4-80GB");
}

TEST(Gpus, HaveBelievableNumbers) {
  EXPECT_GE(catalog().gpus.size(), 80U);
  for (const core::GpuSpec& gpu : catalog().gpus) {
    EXPECT_GE(gpu.bandwidth.value, 50e9) << gpu.name;
    EXPECT_LE(gpu.bandwidth.value, 10e12) << gpu.name;
    if (!gpu.matrix_rate) continue;
    const double operations = gpu.matrix_rate->value / gpu.bandwidth.value;
    EXPECT_GE(operations, 20) << gpu.name;
    EXPECT_LE(operations, 500) << gpu.name;
  }
}

TEST(Complete, FillsInOnlyWhatWasNotRead) {
  core::Machine machine;
  core::Gpu gpu;
  gpu.name = "NVIDIA GeForce RTX 3090";
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({900e9}, "read");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "test");
  profiles::complete(machine, catalog());
  EXPECT_EQ(machine.gpus->front().vram_bandwidth->value, 900e9);
  EXPECT_EQ(machine.gpus->front().matrix_rate->value, 71.2e12);
  EXPECT_NE(machine.gpus->front().matrix_rate.source().find("RTX 3090"), std::string::npos);
}

TEST(Complete, LeavesAnUnknownCardAsItIs) {
  core::Machine machine;
  core::Gpu gpu;
  gpu.name = "some card";
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "test");
  profiles::complete(machine, catalog());
  EXPECT_FALSE(machine.gpus->front().vram_bandwidth);
}

}  // namespace
}  // namespace probellm::tests
