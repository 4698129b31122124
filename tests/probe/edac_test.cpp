#include "probe/memory/edac.h"

#include <gtest/gtest.h>

#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

EdacDimm dimm(int controller, const std::string& location, const std::string& size) {
  return {controller, "skx_edac", "", location, size, "Registered-DDR5", "0", "0"};
}

EdacTexts two_controllers(std::vector<EdacDimm> dimms) {
  return {{{0, "skx_edac", "channel 1 slot 1", "0", "0"}, {1, "skx_edac", "channel 1 slot 1", "0", "0"}},
          std::move(dimms)};
}

TEST(Edac, LocatesModulesByControllerChannelAndSlot) {
  const auto slots = edac_slots(two_controllers({dimm(0, "channel 1 slot 0 ", "32768")}));
  ASSERT_TRUE(slots.ok());
  EXPECT_EQ(slots->slots.at(0).locator, "mc0 channel 1 slot 0");
  EXPECT_EQ(slots->slots[0].module->size, core::Bytes{32 * core::kGiB});
  EXPECT_EQ(slots->slots[0].module->type, "DDR5");
  EXPECT_EQ(*slots->slots[0].module->buffering, "registered");
}

TEST(Edac, KnowsTheChannelsOfItsControllers) {
  const auto slots = edac_slots(two_controllers({dimm(0, "channel 1 slot 0", "32768")}));
  EXPECT_EQ(slots->channels_by_controller, (std::vector<int>{2, 2}));
}

TEST(Edac, AddsTheRanksOfAModule) {
  const auto slots = edac_slots(
      two_controllers({dimm(0, "csrow 0 channel 3", "16384"), dimm(0, "csrow 1 channel 3", "16384"),
                       dimm(0, "csrow 2 channel 3", "16384")}));
  ASSERT_EQ(slots->slots.size(), 2U);
  EXPECT_EQ(slots->slots[0].module->size, core::Bytes{32 * core::kGiB});
}

TEST(Edac, TakesTheHalvesOfAClientsDdr5ChannelTogether) {
  EdacTexts edac =
      two_controllers({dimm(0, "channel 0 slot 0", "8192"), dimm(0, "channel 1 slot 0", "8192")});
  for (EdacDimm& half : edac.dimms) half.driver = "Intel_client_SoC MC#0";
  const auto slots = edac_slots(edac);
  ASSERT_EQ(slots->slots.size(), 1U);
  EXPECT_EQ(slots->slots[0].module->size, core::Bytes{16 * core::kGiB});
}

TEST(Edac, KnowsLowPowerMemory) {
  EdacTexts edac = two_controllers({dimm(0, "channel 0 slot 0", "8192")});
  edac.dimms[0].type = "Low-Power-DDR4-RAM";
  EXPECT_EQ(edac_slots(edac)->slots.at(0).module->type, "LPDDR4");
}

TEST(Edac, ListsModulesThatFirmwareOnlyNumbers) {
  const auto slots = edac_slots({{}, {dimm(0, "memory 3", "16384")}});
  ASSERT_TRUE(slots.ok());
  EXPECT_EQ(slots->slots.at(0).locator, "mc0 memory 3");
}

TEST(Edac, LeavesOutWhatHasNoSizeOrPlace) {
  EXPECT_FALSE(edac_slots(two_controllers({dimm(0, "channel 0 slot 0", "0"), dimm(0, "", "8192"),
                                           dimm(0, "channel -1 slot 0", "8192"),
                                           dimm(0, "channel 0 slot 0", "99999999999999999999")}))
                   .ok());
}

TEST(Edac, NamesPlacesWithErrors) {
  EdacTexts edac =
      two_controllers({dimm(0, "channel 0 slot 0", "8192"), dimm(1, "channel 1 slot 0", "8192")});
  edac.dimms[1].corrected = "17";
  edac.dimms[1].label = "CPU_SrcID#0_MC#1_Chan#1_DIMM#0";
  const auto errors = edac_errors(edac);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].place, "mc1 channel 1 slot 0 (CPU_SrcID#0_MC#1_Chan#1_DIMM#0)");
  EXPECT_EQ(errors[0].corrected, 17);
}

TEST(Edac, CountsErrorsWithoutAPlace) {
  EdacTexts edac = two_controllers({dimm(0, "channel 0 slot 0", "8192")});
  edac.controllers[1].uncorrected = "3";
  const auto errors = edac_errors(edac);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].place, "somewhere in mc1");
  EXPECT_EQ(errors[0].uncorrected, 3);
}

TEST(Edac, IsReadFromTheFolders) {
  TemporaryRoot root;
  const std::string mc = "/sys/devices/system/edac/mc/mc0";
  root.file(mc + "/mc_name", "i10nm_edac\n").file(mc + "/max_location", "channel 1 slot 1 \n");
  root.file(mc + "/dimm2/dimm_location", "channel 1 slot 0 \n").file(mc + "/dimm2/size", "65536\n");
  root.file(mc + "/dimm2/dimm_mem_type", "Registered-DDR5\n").file(mc + "/power/control", "auto\n");
  const auto edac = read_edac(root.sys());
  ASSERT_TRUE(edac.ok());
  ASSERT_EQ(edac->dimms.size(), 1U);
  EXPECT_EQ(edac->dimms[0].location, "channel 1 slot 0");
}

TEST(Edac, IsNotFoundWhereNoDriverWatches) {
  EXPECT_EQ(read_edac(TemporaryRoot().folder("/sys/devices/system/edac/mc/power").sys()).error().kind,
            core::ErrorKind::NotFound);
}

}  // namespace
}  // namespace probellm::probe
