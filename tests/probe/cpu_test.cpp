#include "probe/cpu/cpu.h"

#include <gtest/gtest.h>

#include "probe/system/hypervisor.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

TEST(Cpu, IsNamedByItsModelName) {
  EXPECT_EQ(*cpu_model("processor : 0\nmodel name\t: Intel(R) Xeon(R) 6980P\n"), "Intel(R) Xeon(R) 6980P");
}

TEST(Cpu, IsNamedByArmsNumbers) {
  EXPECT_EQ(*cpu_model("CPU implementer\t: 0x41\nCPU part\t: 0xd4f\n"), "Arm Neoverse V2");
}

TEST(Cpu, ShowsArmsNumbersWhereTheyAreNew) {
  EXPECT_EQ(*cpu_model("CPU implementer\t: 0x41\nCPU part\t: 0xfff\n"), "Arm implementer 0x41 part 0xfff");
}

TEST(Cpu, SaysWhyItHasNoName) {
  EXPECT_EQ(cpu_model("processor : 0\nmodel name :\n").reason(), "/proc/cpuinfo doesn't name the processor");
}

TEST(Cpu, ListsTheInstructionSetsThatMatter) {
  EXPECT_EQ(cpu_instruction_sets("flags : fpu amx_int8 avx2 avx512f sse\n"),
            (std::vector<std::string>{"avx2", "avx512f", "amx_int8"}));
}

TEST(Cpu, ListsArmsFeatures) {
  EXPECT_EQ(cpu_instruction_sets("Features : fp asimd i8mm\n"), (std::vector<std::string>{"asimd", "i8mm"}));
}

TEST(Cpu, IsNamedByTheBoardWhereNothingElseIs) {
  TemporaryRoot root;
  root.file("/proc/cpuinfo", "processor : 0\n").file("/proc/device-tree/model", std::string("A Board\0", 8));
  EXPECT_EQ(*read_cpu(root.sys(), core::Error{core::ErrorKind::Failed, "x"}).model, "A Board");
}

TEST(Cpu, SaysWhyItsCoresAreUnknown) {
  TemporaryRoot root;
  EXPECT_EQ(read_cpu(root.sys(), core::Error{core::ErrorKind::Failed, "hwloc broke"}).cores.reason(),
            "hwloc broke");
}

TEST(Hypervisor, IsNamedByTheProduct) {
  TemporaryRoot root;
  root.file("/sys/class/dmi/id/product_name", "VMware Virtual Platform\n");
  EXPECT_EQ(*read_hypervisor(root.sys()), "VMware");
}

TEST(Hypervisor, IsSeenByTheFlagAlone) {
  TemporaryRoot root;
  root.file("/proc/cpuinfo", "flags : fpu hypervisor\n");
  EXPECT_EQ(*read_hypervisor(root.sys()), "unnamed");
}

TEST(Hypervisor, IsNotSeenOnACloudsBareMetal) {
  TemporaryRoot root;
  root.file("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n").file("/proc/cpuinfo", "flags : fpu\n");
  EXPECT_FALSE(read_hypervisor(root.sys()).is_known());
}

TEST(Hypervisor, IsAbsentWithoutASign) {
  EXPECT_EQ(read_hypervisor(TemporaryRoot().sys()).reason(), "no sign of a hypervisor");
}

}  // namespace
}  // namespace probellm::probe
