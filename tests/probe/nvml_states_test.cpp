#include "probe/gpu/nvml_states.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

TEST(NvmlStates, NameWhatHoldsAClockDown) {
  EXPECT_EQ(reasons_of_lower_clock(0x4), std::vector<std::string>{"its power limit"});
  EXPECT_EQ(reasons_of_lower_clock(0x60).size(), 2u);
  // Idling, and clocks that a user or a display set.
  EXPECT_TRUE(reasons_of_lower_clock(0x1 | 0x2 | 0x100).empty());
}

TEST(NvmlStates, AreNoneWhereNoGpuIsNvidias) {
  core::Machine machine;
  EXPECT_FALSE(nvidia_gpu_states(machine));
  core::Gpu amd;
  amd.vendor = "AMD";
  amd.pci_address = "0000:41:00.0";
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({amd}, "test");
  EXPECT_FALSE(nvidia_gpu_states(machine));
}

TEST(NvmlStates, AreNoneWithoutTheLibrary) {
  core::Machine machine;
  core::Gpu gpu;
  gpu.vendor = "NVIDIA";
  gpu.pci_address = "0000:41:00.0";
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "test");
  const auto states = nvidia_gpu_states(machine);
  ASSERT_TRUE(states);
  for (const core::GpuState& state : states()) EXPECT_EQ(state.pci_address, gpu.pci_address);
}

}  // namespace
}  // namespace probellm::probe
