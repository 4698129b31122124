#include "probe/cpu/core_kinds.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

std::vector<std::string> names(const std::vector<core::CoreKind>& kinds) {
  std::vector<std::string> names;
  for (const core::CoreKind& kind : kinds) names.push_back(std::to_string(kind.cores) + " " + kind.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(CoreKinds, AreNoneWhereAllAreAlike) {
  EXPECT_TRUE(core_kinds("", {}).empty());
  EXPECT_TRUE(core_kinds("", {{"", 8, 5.0e9, {0, 1}}}).empty());
}

TEST(CoreKinds, HaveIntelsNames) {
  EXPECT_EQ(names(core_kinds("", {{"IntelAtom", 2, 2.5e9, {10, 11}},
                                  {"IntelAtom", 8, 3.8e9, {2, 3}},
                                  {"IntelCore", 4, 4.5e9, {4, 5}},
                                  {"IntelCore", 2, 4.8e9, {0, 1}}})),
            (Names{"6 P", "8 E", "2 LP-E"}));
}

TEST(CoreKinds, DoNotCallAFavouredCoreAKind) {
  EXPECT_TRUE(core_kinds("", {{"", 6, 4.9e9, {1, 2}}, {"", 2, 5.2e9, {0}}}).empty());
}

TEST(CoreKinds, AreNamedByTheirClockWhereNothingElseTells) {
  EXPECT_EQ(names(core_kinds("", {{"", 8, 3.3e9, {4}}, {"", 4, 5.1e9, {0}}})),
            (Names{"4 up to 5.1 GHz", "8 up to 3.3 GHz"}));
}

TEST(CoreKinds, AreNamedByProcCpuinfoOnArm) {
  const char* cpuinfo =
      "processor : 0\nCPU implementer : 0x41\nCPU part : 0xd87\n\n"
      "processor : 1\nCPU implementer : 0x41\nCPU part : 0xd85\n\n"
      "processor : 2\nCPU implementer : 0x41\nCPU part : 0xd87\n";
  EXPECT_EQ(names(core_kinds(cpuinfo, {{"", 2, 2.8e9, {0, 2}}, {"", 1, 3.9e9, {1}}})),
            (Names{"1 Arm Cortex-X925", "2 Arm Cortex-A725"}));
}

TEST(CoreKinds, SurviveGarbage) {
  EXPECT_TRUE(core_kinds("processor : x\nCPU part\n:::\nCPU part : \xff\n", {{"", 0, 0, {}}}).empty());
}

}  // namespace
}  // namespace probellm::probe
