#include "probe/gpu/gpu.h"

#include <gtest/gtest.h>

#include "probe/devices/pcie.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

void put_pci(TemporaryRoot& root, const std::string& address, const std::string& device_class,
             const std::string& vendor) {
  const std::string folder = "/sys/bus/pci/devices/" + address;
  root.file(folder + "/class", device_class)
      .file(folder + "/vendor", vendor)
      .file(folder + "/device", "0x1234\n");
}

NvmlGpu h100() {
  return {"NVIDIA H100 80GB HBM3", "00000000:17:00.0", {80 * core::kGiB}, {79 * core::kGiB}, 2.619e9, 5120};
}

Sources sources_with(const TemporaryRoot& root, const std::vector<NvmlGpu>& gpus) {
  Sources sources = root.sources();
  sources.nvml.list_gpus = [gpus]() -> core::Result<std::vector<NvmlGpu>> { return gpus; };
  return sources;
}

std::size_t count_with(const std::string& address, const std::string& device_class,
                       const std::string& vendor) {
  TemporaryRoot root;
  put_pci(root, address, device_class, vendor);
  const auto gpus = read_gpus(root.sources());
  return gpus ? gpus->size() : 99;
}

TEST(Gpus, AreAnEmptyListWhereTheBusShowsNone) {
  EXPECT_EQ(count_with("0000:01:00.0", "0x020000\n", "0x10de\n"), 0U);
}

TEST(Gpus, AreAbsentWhereTheBusCanNotBeRead) {
  EXPECT_EQ(read_gpus(TemporaryRoot().sources()).reason(), "/sys/bus/pci/devices doesn't exist");
}

TEST(Gpus, LeaveOutConsolesOfServersAndHypervisors) {
  for (const char* vendor : {"0x1a03", "0x102b", "0x1b36", "0x1af4", "0x1234", "0x15ad", "0x1013"})
    EXPECT_EQ(count_with("0000:02:00.0", "0x030000\n", vendor), 0U) << vendor;
}

TEST(Gpus, LeaveOutGraphicsInsideIntelsCpus) {
  EXPECT_EQ(count_with("0000:00:02.0", "0x030000\n", "0x8086\n"), 0U);
}

TEST(Gpus, ListIntelsCardsWithTheirMemoryUnknown) {
  EXPECT_EQ(count_with("0000:03:00.0", "0x030000\n", "0x8086\n"), 1U);
}

TEST(Gpus, ListACardThatNoDriverDescribes) {
  TemporaryRoot root;
  put_pci(root, "0000:17:00.0", "0x030200\n", "0x10de\n");
  const auto gpus = read_gpus(root.sources());
  ASSERT_EQ(gpus->size(), 1U);
  EXPECT_EQ(gpus->at(0).vram_total.remedy(), "install NVIDIA's driver");
}

TEST(Gpus, ListACardOnceThatBothBusAndDriverShow) {
  TemporaryRoot root;
  put_pci(root, "0000:17:00.0", "0x030200\n", "0x10de\n");
  EXPECT_EQ(read_gpus(sources_with(root, {h100()}))->size(), 1U);
}

TEST(Gpus, SurviveABusOfGarbage) {
  EXPECT_EQ(count_with("x", "0xzz\n", ""), 0U);
  EXPECT_EQ(count_with("x", "", "0x10de"), 0U);
}

TEST(NvidiaGpus, HaveTheBandwidthOfClockAndWidth) {
  TemporaryRoot root;
  EXPECT_NEAR(read_nvidia_gpus(sources_with(root, {h100()})).at(0).vram_bandwidth->value, 3352e9, 1e9);
}

TEST(NvidiaGpus, SayWhyTheirBandwidthIsUnknown) {
  TemporaryRoot root;
  NvmlGpu gpu = h100();
  gpu.bus_width_bits = 0;
  EXPECT_EQ(read_nvidia_gpus(sources_with(root, {gpu})).at(0).vram_bandwidth.reason(),
            "NVML doesn't state the memory's clock and width");
}

TEST(NvidiaGpus, HaveNoMemoryOfTheirOwnWhereNvmlStatesNone) {
  TemporaryRoot root;
  NvmlGpu gpu = h100();
  gpu.vram_total = {};
  EXPECT_FALSE(read_nvidia_gpus(sources_with(root, {gpu})).at(0).vram_free.is_known());
}

TEST(NvidiaGpus, AreNamedByProcWithNvmlsReason) {
  TemporaryRoot root;
  root.file("/proc/driver/nvidia/gpus/0000:17:00.0/information", "Model: \t\t NVIDIA L4\n");
  Sources sources = root.sources();
  sources.nvml.list_gpus = [] {
    return core::Result<std::vector<NvmlGpu>>(
        core::Error{core::ErrorKind::Failed, "NVML doesn't start: mismatch"});
  };
  const auto gpus = read_nvidia_gpus(sources);
  ASSERT_EQ(gpus.size(), 1U);
  EXPECT_EQ(gpus[0].name, "NVIDIA L4");
  EXPECT_EQ(gpus[0].vram_total.reason(), "NVML doesn't start: mismatch");
}

TEST(NvmlPciAddress, IsWrittenAsLinuxDoes) {
  EXPECT_EQ(fix_nvml_pci_address("00000000:C1:00.0"), "0000:c1:00.0");
}

TEST(NvmlPciAddress, KeepsALongDomain) {
  EXPECT_EQ(fix_nvml_pci_address("10000000:01:00.0"), "10000000:01:00.0");
}

TEST(AmdGpus, SayWhyTheirMemoryIsUnknown) {
  TemporaryRoot root;
  root.file("/sys/class/drm/card0/device/vendor", "0x1002\n")
      .file("/sys/class/drm/card0/device/mem_info_vram_total", "x");
  EXPECT_EQ(read_amd_gpus(root.sources()).at(0).vram_total.reason(),
            "/sys/class/drm/card0/device/mem_info_vram_total isn't a number of bytes");
}

}  // namespace
}  // namespace probellm::probe
