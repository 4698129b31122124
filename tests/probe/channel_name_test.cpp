#include "probe/memory/channel_name.h"

#include <gtest/gtest.h>

#include <ostream>

namespace probellm::probe {
namespace {

/// "socket/part/channel", with a number behind '#'.
std::string read(const std::string& label) {
  const auto read = SlotLabels().read(label);
  if (!read) return "none";
  return read->socket + "/" + read->part + "/" + read->channel +
         (read->number ? "#" + std::to_string(*read->number) : "");
}

struct NamedSlot {
  const char* label;
  const char* place;
};

/// What GoogleTest and ctest call it.
[[maybe_unused]] void PrintTo(const NamedSlot& slot, std::ostream* stream) { *stream << slot.label; }

class SlotLabelSchemes : public testing::TestWithParam<NamedSlot> {};

TEST_P(SlotLabelSchemes, AreRecognised) { EXPECT_EQ(read(GetParam().label), GetParam().place); }

INSTANTIATE_TEST_SUITE_P(Supermicro, SlotLabelSchemes,
                         testing::Values(NamedSlot{"P1-DIMMA1", "1//a"}, NamedSlot{"P2-DIMMH2", "2//h"},
                                         NamedSlot{"P1-DIMM2A", "1//2"}, NamedSlot{"DIMM3B", "//3"},
                                         NamedSlot{"P0_Node0_Channel3_Dimm0", "0/0/3"},
                                         NamedSlot{"_Node1_Channel2_Dimm0", "1//2"},
                                         NamedSlot{"P1_NODE0_CHANNEL0_DIMM0", "1/0/0"}));
INSTANTIATE_TEST_SUITE_P(IntelReference, SlotLabelSchemes,
                         testing::Values(NamedSlot{"CPU1_DIMM_A1", "1//a"},
                                         NamedSlot{"CPU0_MC1_DIMM_C1", "0//c"},
                                         NamedSlot{"CPU0_DIMM_L", "0//l"}, NamedSlot{"CPU0_A1", "0//a"},
                                         NamedSlot{"CPU1_C3D0", "1//3"}, NamedSlot{"CPU0 CH3/D1", "0//3"},
                                         NamedSlot{"NODE 1 CHANNEL 2 DIMM 0", "1//2"}));
INSTANTIATE_TEST_SUITE_P(AmdReference, SlotLabelSchemes,
                         testing::Values(NamedSlot{"P0 CHANNEL B", "0//b"}, NamedSlot{"P1 CHANNEL L", "1//l"},
                                         NamedSlot{"P1-CH C", "1//c"}, NamedSlot{"CHANNEL A", "//a"}));
INSTANTIATE_TEST_SUITE_P(GigabyteAndTyan, SlotLabelSchemes,
                         testing::Values(NamedSlot{"DIMM_P0_A0", "0//a"}, NamedSlot{"DIMM_P1_I0", "1//i"},
                                         NamedSlot{"CPU4_DIMM0", "4//#0"}));
INSTANTIATE_TEST_SUITE_P(
    Clients, SlotLabelSchemes,
    testing::Values(NamedSlot{"DIMM_A1", "//a"}, NamedSlot{"DIMMB2", "//b"}, NamedSlot{"DDR5_B1", "//b"},
                    NamedSlot{"ChannelA-DIMM0", "//a"}, NamedSlot{"Controller0-ChannelA", "/0/a"},
                    NamedSlot{"Controller1-ChannelB-DIMM1", "/1/b"}, NamedSlot{"Controller1-DIMMB1", "/1/b"},
                    NamedSlot{"BANK 0/ChannelA-DIMM0", "//a"}, NamedSlot{"CHANNEL A DIMM0", "//a"},
                    NamedSlot{"Channel-1-DIMM-0", "//1"}, NamedSlot{"DIMM 0 CHANNEL A", "//a"}));
INSTANTIATE_TEST_SUITE_P(Numbered, SlotLabelSchemes,
                         testing::Values(NamedSlot{"PROC 1 DIMM 3", "1//#3"},
                                         NamedSlot{"PROC 2 DIMM 12A", "2//#12"}, NamedSlot{"A1", "a//#1"},
                                         NamedSlot{"B12", "b//#12"}, NamedSlot{"DIMM 48", "//#48"},
                                         NamedSlot{"/SYS/MB/P0/D3", "0//#3"},
                                         NamedSlot{"/SYS/MB/P1/MR1/D11", "1/1/#11"}));
INSTANTIATE_TEST_SUITE_P(HuaweiAndEdac, SlotLabelSchemes,
                         testing::Values(NamedSlot{"DIMM031 J11", "0//3"},
                                         NamedSlot{"SOCKET 1 CHANNEL 3 DIMM 1", "1//3"},
                                         NamedSlot{"CPU_SrcID#1_MC#0_Chan#1_DIMM#0", "1/0/1"},
                                         NamedSlot{"mc0 channel 5 slot 0", "/0/5"}));

class NoSlotLabels : public testing::TestWithParam<const char*> {};

TEST_P(NoSlotLabels, AreNotRecognised) { EXPECT_EQ(read(GetParam()), "none"); }

INSTANTIATE_TEST_SUITE_P(Schemes, NoSlotLabels,
                         testing::Values("BANK 0", "Slot 3", "RAM slot #0", "", "-", "P1", "Channel",
                                         "CHANNEL-", "XMM1", "System Board Slot A", "DIMM_A1_B1",
                                         "Bottom-slot 1(left)", "DIMM 99999999999999999999"));

}  // namespace
}  // namespace probellm::probe
