#include "probe/memory/diagnose_memory.h"

#include <gtest/gtest.h>

#include "tests/probe/faults.h"

namespace probellm::probe {
namespace {

class SeededFault : public testing::TestWithParam<Fault> {};

TEST_P(SeededFault, IsFoundAlone) { EXPECT_EQ(ids_of(GetParam().machine()), GetParam().id); }

INSTANTIATE_TEST_SUITE_P(Memory, SeededFault, testing::ValuesIn(kFaults),
                         [](const auto& fault) { return std::string(fault.param.name); });

const std::vector<Fault> kHealthy = {
    {"TwoSocketsOfTwelve", [] { return machine_with(two_sockets_of_twelve(), 2); }, ""},
    {"FourSocketsOfThreeAChannel", [] { return machine_with(four_sockets(), 4); }, ""},
    {"DesktopWithOneModuleAChannel", [] { return machine_with(desktop(), 1); }, ""},
    {"DesktopWithAllSlotsFull",
     [] { return desktop_with([](Devices& d) { set_all(d, &DeviceEntry::size, 0x7FFF); }); }, ""},
    {"BoardWithAnEmptySecondSocket",
     [] {
       Devices devices = two_sockets_of_twelve();
       for (std::size_t i = 12; i < 24; ++i) devices[i].size = 0;
       return machine_with(devices, 1);
     },
     ""},
    {"SpeedsThatAreOnlyRounded",
     [] {
       return server_with([](Devices& d) {
         set_all(d, &DeviceEntry::rated_mts, 2667);
         set_all(d, &DeviceEntry::configured_mts, 2666);
       });
     },
     ""},
    {"ClockForTransfers",
     [] { return server_with([](Devices& d) { set_all(d, &DeviceEntry::configured_mts, 2400); }); }, ""},
    {"KernelThatKeepsAFewPercent", [] { return server_of(1510); }, ""},
    {"ControllersWithoutErrors",
     [] {
       return server_that_says([](core::Machine& machine) {
         machine.memory.errors = core::Fact<std::vector<core::MemoryErrors>>::known({}, "EDAC");
       });
     },
     ""},
    {"VirtualMachineWithOneModule",
     [] {
       Devices devices = named({"DIMM 0"});
       devices[0].manufacturer = "QEMU";
       devices[0].type = 0x07;
       return machine_with(devices, 1);
     },
     ""},
    {"NothingKnown", [] { return core::Machine{}; }, ""},
};

class HealthyMachine : public testing::TestWithParam<Fault> {};

TEST_P(HealthyMachine, RaisesNoAlarm) { EXPECT_EQ(ids_of(GetParam().machine()), ""); }

INSTANTIATE_TEST_SUITE_P(Memory, HealthyMachine, testing::ValuesIn(kHealthy),
                         [](const auto& machine) { return std::string(machine.param.name); });

core::Finding only_finding(const core::Machine& machine) {
  return machine.memory.findings.size() == 1 ? machine.memory.findings[0] : core::Finding{};
}

TEST(MemoryDiagnosis, NamesSocketChannelSlotPartAndCost) {
  const auto finding = only_finding(server_with([](Devices& d) { d[19].size = 0; }));
  EXPECT_EQ(finding.sentence, "socket 1, channel H is empty: 11 of 12 channels have modules");
  EXPECT_EQ(finding.fix,
            "add one module like the others (64.0 GiB DDR5, part number PART-1) in slot P2-DIMMH1");
  EXPECT_NEAR(finding.cost_percent.value_or(0), 100.0 / 12, 0.01);
}

TEST(MemoryDiagnosis, MovesAModuleWhereOneChannelHasTwo) {
  const auto finding = only_finding(desktop_with([](Devices& d) {
    d[0].size = 0x7FFF;
    d[3].size = 0;
  }));
  EXPECT_EQ(finding.fix, "move modules from channels with several (A) to slot DIMM_B1");
  EXPECT_DOUBLE_EQ(finding.cost_percent.value_or(0), 50);
}

TEST(MemoryDiagnosis, SaysThatXmpIsOff) {
  const auto finding =
      only_finding(desktop_with([](Devices& d) { set_all(d, &DeviceEntry::rated_mts, 6000); }));
  EXPECT_EQ(finding.sentence,
            "the modules are rated 6000 MT/s and run at 4800 MT/s: XMP or EXPO is off in the BIOS");
  EXPECT_NEAR(finding.cost_percent.value_or(0), 20, 0.01);
}

TEST(MemoryDiagnosis, SaysThatTwoModulesAChannelRunSlower) {
  const auto finding = only_finding(desktop_with([](Devices& d) {
    set_all(d, &DeviceEntry::size, 0x7FFF);
    set_all(d, &DeviceEntry::rated_mts, 5600);
  }));
  EXPECT_NE(finding.sentence.find("channels with 2 modules run slower"), std::string::npos);
  EXPECT_EQ(finding.severity, core::Severity::Note);
}

TEST(MemoryDiagnosis, SaysThatTheCpuTakesNoFasterModules) {
  const auto finding = only_finding(server_with_limit(4.8e9, 5600, 4800));
  EXPECT_NE(finding.sentence.find("the CPU takes no more than 4800 MT/s"), std::string::npos);
  EXPECT_EQ(finding.severity, core::Severity::Note);
}

TEST(MemoryDiagnosis, SaysThatTheBiosHoldsBack) {
  EXPECT_NE(only_finding(server_with_limit(5.6e9, 5600, 4400)).sentence.find("the BIOS holds it back"),
            std::string::npos);
}

TEST(MemoryDiagnosis, PutsWarningsFirst) {
  const auto machine = server_with([](Devices& d) {
    set_all(d, &DeviceEntry::rated_mts, 5600);
    d[19].size = 0;
  });
  EXPECT_EQ(ids_of(machine), "channel-empty below-rated");
}

}  // namespace
}  // namespace probellm::probe
