#include "probe/memory/dimm_fixes.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

core::Dimm dimm_at(double rated, double configured) {
  core::Dimm dimm;
  dimm.rated_transfers_per_second = core::Fact<double>::known(rated, "rated");
  dimm.configured_transfers_per_second = core::Fact<double>::known(configured, "configured");
  return dimm;
}

TEST(PlaceholderFix, EmptiesTextThatStandsForNothing) {
  for (const char* text : {"Unknown", "UNKNOWN", "To Be Filled By O.E.M.", "Not Specified", "NO DIMM",
                           "A1_Manufacturer0", "Array1_PartNumber0", "PartNum1", "00000000", "0x0000", "----",
                           "[Empty]", "<BAD INDEX>", "", "FFFFFFFF", "To be filled by O.E.M"})
    EXPECT_EQ(fix_placeholder(text), "") << text;
}

TEST(PlaceholderFix, KeepsRealNames) {
  for (const char* text : {"Samsung", "M321R8GA0BB0-CQKZJ", "DIMM 0", "BANK 0", "0xCE00"})
    EXPECT_EQ(fix_placeholder(text), text);
}

TEST(MakerFix, NamesJedecsNumbers) {
  EXPECT_EQ(fix_maker_number("80AD000080AD"), "SK Hynix");
  EXPECT_EQ(fix_maker_number("00CE00B300CE"), "Samsung");
  EXPECT_EQ(fix_maker_number("0xCE00"), "Samsung");
  EXPECT_EQ(fix_maker_number("2C00B3002C00"), "Micron");
  EXPECT_EQ(fix_maker_number("802C"), "Micron");
  EXPECT_EQ(fix_maker_number("859B"), "Crucial");
}

TEST(MakerFix, KeepsWhatIsNoNumber) {
  for (const char* text : {"Samsung", "", "ADATA", "FEED", "0x", "12"})
    EXPECT_EQ(fix_maker_number(text), text);
}

TEST(ClockFix, DoublesAClock) {
  core::Dimm dimm = dimm_at(2667e6, 1333e6);
  fix_clock_for_transfers(dimm);
  EXPECT_DOUBLE_EQ(*dimm.configured_transfers_per_second, 2667e6);
  EXPECT_NE(dimm.configured_transfers_per_second.source().find("taken for the clock"), std::string::npos);
}

TEST(ClockFix, KeepsASpeedThatIsOnlyLower) {
  core::Dimm dimm = dimm_at(5600e6, 4800e6);
  fix_clock_for_transfers(dimm);
  EXPECT_DOUBLE_EQ(*dimm.configured_transfers_per_second, 4800e6);
}

TEST(SubchannelFix, WidensDdr5Alone) {
  core::Dimm dimm;
  dimm.data_width_bits = core::Fact<int>::known(32, "a test");
  dimm.type = "LPDDR5";
  fix_subchannel_width(dimm);
  EXPECT_EQ(*dimm.data_width_bits, 32);
  dimm.type = "DDR5";
  fix_subchannel_width(dimm);
  EXPECT_EQ(*dimm.data_width_bits, 64);
}

core::Dimm dimm_of_width(int bits) {
  core::Dimm dimm;
  dimm.type = "DDR5";
  dimm.form_factor = core::Fact<std::string>::known("DIMM", "a test");
  dimm.data_width_bits = core::Fact<int>::known(bits, "a test");
  return dimm;
}

TEST(BufferingFix, TakesModulesWithoutErrorCorrectionForUnbuffered) {
  core::Dimm dimm = dimm_of_width(64);
  fix_unstated_buffering(dimm, 64);
  EXPECT_EQ(*dimm.buffering, "unbuffered");
}

TEST(BufferingFix, LeavesModulesWithErrorCorrectionOpen) {
  core::Dimm dimm = dimm_of_width(64);
  fix_unstated_buffering(dimm, 80);
  EXPECT_FALSE(dimm.buffering.is_known());
}

TEST(UdevTypeFix, KnowsWhatSystemdDoesNot) {
  EXPECT_EQ(fix_type_newer_than_udev("<OUT OF SPEC>", "DIMM"), "DDR5");
  EXPECT_EQ(fix_type_newer_than_udev("<OUT OF SPEC>", "Row Of Chips"), "LPDDR5");
  EXPECT_EQ(fix_type_newer_than_udev("<OUT OF SPEC>", "Unknown"), "unknown");
  EXPECT_EQ(fix_type_newer_than_udev("DDR4", "DIMM"), "DDR4");
}

TEST(UdevVoltsFix, LeavesOutVoltsThatLostTheirDigits) {
  EXPECT_FALSE(fix_rounded_volts("1").has_value());
  EXPECT_DOUBLE_EQ(fix_rounded_volts("1.35").value_or(0), 1.35);
  for (const char* text : {"", ".", "1.2.3", "-1.2", "99.5", "nan.", "1.2V"})
    EXPECT_FALSE(fix_rounded_volts(text).has_value()) << text;
}

}  // namespace
}  // namespace probellm::probe
