#include "probe/text.h"

#include <gtest/gtest.h>

#include "core/ranges.h"
#include "probe/cpu/cpu_list.h"

namespace probellm::probe {
namespace {

TEST(Text, TrimsBlanksAndNuls) { EXPECT_EQ(trimmed(std::string_view(" a b\n\0", 6)), "a b"); }

TEST(Text, FindsTheValueOfAKey) { EXPECT_EQ(value_of("x: 1\nmodel name\t: A B\n", "model name"), "A B"); }

TEST(Text, FindsNoValueOfAMissingKey) { EXPECT_FALSE(value_of("x: 1\n", "y").has_value()); }

TEST(Text, TakesNoNumberWithATail) { EXPECT_FALSE(to_number<int>("12 kB").has_value()); }

TEST(Text, BoundsBytes) { EXPECT_FALSE(to_bytes("9223372036854775807", 1024).has_value()); }

TEST(Text, MakesForeignTextPrintable) { EXPECT_EQ(printable("a\x1b\xff z "), "a?? z"); }

TEST(Text, CutsForeignTextOff) { EXPECT_EQ(printable(std::string(5000, 'x')).size(), 128U); }

TEST(Text, LeavesNoBlanksWhereItIsCutOff) {
  EXPECT_EQ(printable(std::string(100, 'x') + std::string(100, ' ') + "y"), std::string(100, 'x'));
}

TEST(CpuList, IsWrittenAsItIsRead) { EXPECT_EQ(core::ranges_text({0, 1, 2, 8, 10, 11}), "0-2,8,10-11"); }

TEST(CpuList, ReadsRangesAndNumbers) { EXPECT_EQ(parse_cpu_list("0-2,8\n"), (std::vector<int>{0, 1, 2, 8})); }

TEST(CpuList, IsEmptyForAnEmptyText) { EXPECT_TRUE(parse_cpu_list("\n").empty()); }

TEST(CpuList, LeavesOutGarbage) {
  EXPECT_EQ(parse_cpu_list("x,3-,-4,5-4,1-2-3,0-99999999,7"), (std::vector<int>{7}));
}

TEST(CpuList, StaysBoundedWhereRangesRepeat) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "0-65535,";
  EXPECT_EQ(parse_cpu_list(text).size(), 65536U);
}

}  // namespace
}  // namespace probellm::probe
