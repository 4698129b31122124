#include "probe/devices/pcie_link.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "probe/gpu/gpu.h"
#include "probe/gpu/nvml_text.h"
#include "probe/gpu/unified_memory.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

const std::string kBus = "/sys/bus/pci/devices/";

/// A card with a switch of its own: root port, two bridges, GPU.
void put_card(TemporaryRoot& root, const std::string& vendor) {
  const std::vector<std::string> chain = {"0000:80:01.1", "0000:81:00.0", "0000:82:00.0", "0000:83:00.0"};
  std::string folder = "/sys/devices/pci0000:80";
  root.folder("/sys/bus/pci/devices");
  for (const std::string& address : chain) {
    folder += "/" + address;
    root.file(folder + "/vendor", address == chain[0] ? "0x1022\n" : vendor);
    std::filesystem::create_directory_symlink("../../.." + folder.substr(4),
                                              root.path() / ("sys/bus/pci/devices/" + address));
  }
}

TEST(PcieGeneration, IsReadOffTheSpeed) {
  EXPECT_EQ(pcie_generation("2.5 GT/s PCIe"), 1);
  EXPECT_EQ(pcie_generation("32.0 GT/s PCIe"), 5);
  EXPECT_EQ(pcie_generation("8 GT/s"), 3);
  EXPECT_FALSE(pcie_generation("Unknown"));
  EXPECT_FALSE(pcie_generation("99.0 GT/s PCIe"));
}

TEST(PcieLink, IsUnknownWhereTheKernelWritesNoLanes) {
  TemporaryRoot root;
  root.file(kBus + "0000:01:00.0/current_link_width", "255\n");
  EXPECT_FALSE(read_pcie_link(root.sys(), "0000:01:00.0").lanes);
}

TEST(SwitchOnCard, IsLookedThroughForAmdAndIntel) {
  for (const char* vendor : {"0x1002\n", "0x8086\n"}) {
    TemporaryRoot root;
    put_card(root, vendor);
    EXPECT_EQ(fix_switch_on_card(root.sys(), "0000:83:00.0"), "0000:81:00.0");
  }
}

TEST(SwitchOnCard, IsNoSwitchOfTheBoard) {
  TemporaryRoot root;
  put_card(root, "0x10b5\n");
  EXPECT_EQ(fix_switch_on_card(root.sys(), "0000:83:00.0"), "0000:83:00.0");
}

core::Gpu gpu_at(int lanes, int most) {
  core::Gpu gpu;
  gpu.name = "A GPU";
  gpu.link.lanes = core::Fact<int>::known(lanes, "a test");
  gpu.link.most_lanes = core::Fact<int>::known(most, "a test");
  return gpu;
}

std::size_t notes_for(const core::Gpu& gpu) {
  core::Machine machine;
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "a test");
  return notes_on_gpus(machine).size();
}

TEST(GpuNotes, TellANarrowLinkAndOnlyThat) {
  EXPECT_EQ(notes_for(gpu_at(4, 16)), 1U);
  EXPECT_EQ(notes_for(gpu_at(16, 16)), 0U);
  core::Gpu unified = gpu_at(1, 16);
  unified.unified = core::Fact<std::string>::known("NVIDIA GB10", "a test");
  EXPECT_EQ(notes_for(unified), 0U);
}

TEST(GpuNotes, TellThatAProcessSeesOneMigInstance) {
  core::Gpu gpu = gpu_at(16, 16);
  gpu.mig = core::Fact<std::string>::known("3g.40gb", "a test");
  EXPECT_EQ(notes_for(gpu), 1U);
}

TEST(UnifiedMemory, IsNamed) {
  core::Gpu gpu;
  gpu.vendor = "NVIDIA";
  gpu.name = "NVIDIA GB10";
  EXPECT_EQ(*unified_memory(gpu, std::nullopt), "NVIDIA GB10");
  gpu.vendor = gpu.name = "AMD";
  EXPECT_EQ(*unified_memory(gpu, PciDisplay{"", 0x038000, kAmd, 0x1586}), "AMD Strix Halo");
  EXPECT_FALSE(unified_memory(gpu, PciDisplay{"", 0x030000, kAmd, 0x744c}));
}

TEST(NvmlText, IsReadAsItWasWritten) {
  NvmlGpu gpu{"NVIDIA L4",   "00000000:17:00.0",
              {core::kGiB},  {core::kMiB},
              6.251e9,       192,
              "550.90.07",   "12.4",
              "on",          "off",
              {4, 8, 4, 16}, 0};
  const auto again = parse_nvml_text(nvml_text(std::vector<NvmlGpu>{gpu}));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(nvml_text(again), nvml_text(std::vector<NvmlGpu>{gpu}));
  EXPECT_EQ(again->at(0).link.most_lanes, 16U);
  EXPECT_EQ(again->at(0).nvlinks, 0);
}

TEST(NvmlText, KeepsItsError) {
  const core::Result<std::vector<NvmlGpu>> failed =
      core::Error{core::ErrorKind::Failed, "NVML doesn't start"};
  EXPECT_EQ(parse_nvml_text(nvml_text(failed)).error().what, "NVML doesn't start");
}

TEST(NvmlText, SurvivesGarbage) {
  EXPECT_TRUE(parse_nvml_text("name x\ngpu\nvram_total_bytes -1\nnvlinks x\n\xff \xff\n").ok());
}

}  // namespace
}  // namespace probellm::probe
