#include "probe/system/system.h"

#include <gtest/gtest.h>

#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

using core::Fact;
using Text = Fact<std::string>;

core::Machine machine_with_nodes(std::size_t count) {
  core::Machine machine;
  for (std::size_t id = 0; id < count; ++id) {
    core::NumaNode node;
    node.cpus = {static_cast<int>(id)};
    machine.numa.nodes.push_back(node);
  }
  machine.memory.total = Fact<core::Bytes>::known({64 * core::kGiB}, "a test");
  return machine;
}

Text text(const char* value) { return Text::known(value, "a test"); }

TEST(System, ReadsTheChosenWord) {
  EXPECT_EQ(chosen_word("always [madvise] never\n"), "madvise");
  EXPECT_EQ(chosen_word("always madvise never"), "");
  EXPECT_EQ(chosen_word("[never"), "");
}

TEST(System, NamesEveryGovernorOnce) {
  TemporaryRoot root;
  const std::string cpufreq = "/sys/devices/system/cpu/cpufreq/";
  root.file(cpufreq + "policy0/scaling_governor", "performance\n")
      .file(cpufreq + "policy1/scaling_governor", "powersave\n")
      .file(cpufreq + "policy2/scaling_governor", "performance\n");
  EXPECT_EQ(*read_system(root.sys()).governor, "performance,powersave");
}

TEST(System, CountsSwapInUse) {
  TemporaryRoot root;
  root.file("/proc/meminfo", "SwapTotal: 4096 kB\nSwapFree: 1024 kB\n");
  EXPECT_EQ(read_system(root.sys()).swap_used->value, 3072 * 1024);
}

TEST(System, ReadsWhatZfsCaches) {
  TemporaryRoot root;
  root.file("/proc/spl/kstat/zfs/arcstats", "9 1 0x01 1 1\nname type data\nsize 4 1000\nc_max 4 2000\n");
  EXPECT_EQ(read_system(root.sys()).zfs_cache->value, 1000);
  EXPECT_EQ(read_system(root.sys()).zfs_cache_most->value, 2000);
}

TEST(System, SaysWhyNothingIsKnown) {
  EXPECT_EQ(read_system(TemporaryRoot().sys()).zone_reclaim_mode.reason(),
            "/proc/sys/vm/zone_reclaim_mode doesn't exist");
}

TEST(SystemNotes, AreSilentOnAHealthyMachine) {
  core::Machine machine = machine_with_nodes(2);
  machine.system.governor = text("performance");
  machine.system.numa_balancing = Fact<int>::known(0, "a test");
  machine.system.clocksource = text("tsc");
  machine.system.transparent_huge_pages = text("madvise");
  EXPECT_TRUE(notes_on_system(machine).empty());
}

TEST(SystemNotes, TellAGovernorThatHoldsTheClocksDown) {
  core::Machine machine;
  machine.system.governor = text("powersave");
  machine.system.frequency_driver = text("acpi-cpufreq");
  ASSERT_EQ(notes_on_system(machine).size(), 1U);
  EXPECT_NE(notes_on_system(machine)[0].find("cpupower frequency-set -g performance"), std::string::npos);
}

TEST(SystemNotes, KnowThatSomeDriversClockUpWithPowersave) {
  core::Machine machine;
  machine.system.governor = text("powersave");
  for (const char* driver : {"intel_pstate", "amd-pstate-epp"}) {
    machine.system.frequency_driver = text(driver);
    EXPECT_TRUE(notes_on_system(machine).empty()) << driver;
  }
}

TEST(SystemNotes, TellNumaBalancingOnlyWhereThereAreNodesToBalance) {
  core::Machine machine = machine_with_nodes(1);
  machine.system.numa_balancing = Fact<int>::known(1, "a test");
  EXPECT_TRUE(notes_on_system(machine).empty());
  machine.numa = machine_with_nodes(2).numa;
  EXPECT_EQ(notes_on_system(machine).size(), 1U);
}

TEST(SystemNotes, TellWhatIsSwappedOutCachedOrStolen) {
  core::Machine machine = machine_with_nodes(1);
  machine.system.swap_used = Fact<core::Bytes>::known({2 * core::kGiB}, "a test");
  machine.system.zfs_cache = Fact<core::Bytes>::known({32 * core::kGiB}, "a test");
  machine.system.steal_fraction = Fact<double>::known(0.1, "a test");
  machine.system.clocksource = text("hpet");
  machine.system.transparent_huge_pages = text("never");
  EXPECT_EQ(notes_on_system(machine).size(), 5U);
}

}  // namespace
}  // namespace probellm::probe
