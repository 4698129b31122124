// Fleets of nodes like a recorded one, with the noise that servers have, and one that is planted among them.
#include "fleet/collection.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace probellm::tests {
namespace {

constexpr double kRead = 400e9;

core::Dimm dimm(int slot, double mts) {
  core::Dimm dimm;
  dimm.locator = "DIMM" + std::to_string(slot);
  dimm.type = "DDR5";
  dimm.size = {64 * core::kGiB};
  dimm.configured_transfers_per_second = core::Fact<double>::known(mts * 1e6, "SMBIOS");
  return dimm;
}

core::Document node(double read, double mts = 4800, const std::string& governor = "performance") {
  core::Document document;
  core::Machine machine;
  machine.cpu.model = core::Fact<std::string>::known("EPYC 9554", "/proc/cpuinfo");
  machine.cpu.sockets = core::Fact<int>::known(1, "hwloc");
  machine.memory.type = core::Fact<std::string>::known("DDR5", "SMBIOS");
  std::vector<core::Dimm> dimms;
  for (int slot = 0; slot < 12; ++slot) dimms.push_back(dimm(slot, mts));
  machine.memory.dimms = core::Fact<std::vector<core::Dimm>>::known(std::move(dimms), "SMBIOS");
  machine.memory.theoretical_bandwidth = core::Fact<core::BytesPerSecond>::known({12 * 4.8e9 * 8}, "SMBIOS");
  machine.system.governor = core::Fact<std::string>::known(governor, "cpufreq");
  document.machine = machine;
  core::Measurement row;
  row.id = core::kMemoryRead;
  row.median = read;
  row.spread = 0.01;
  row.status = core::Status::Ok;
  row.quality.grade = 'A';
  document.measurements = core::Measurements{};
  document.measurements->rows.push_back(row);
  return document;
}

/// Fifty healthy nodes that differ by a per cent or so.
fleet::Collection fifty(unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(1, 0.012);
  fleet::Collection nodes;
  for (int i = 0; i < 50; ++i)
    nodes.add(fleet::sheet_of("node" + std::to_string(i), node(kRead * noise(random)), {}));
  return nodes;
}

TEST(Fleet, FindsNothingAmongHealthyNodes) {
  for (unsigned seed = 0; seed < 200; ++seed) EXPECT_TRUE(fifty(seed).result().outliers.empty()) << seed;
}

TEST(Fleet, FindsThePlantedSlowNodeAndWhatDiffersThere) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    fleet::Collection nodes = fifty(seed);
    nodes.add(fleet::sheet_of("slow", node(kRead * 0.83, 4000), {}));
    const auto outliers = nodes.result().outliers;
    ASSERT_EQ(outliers.size(), 1u) << seed;
    EXPECT_EQ(outliers[0].node, "slow");
    EXPECT_NEAR(*outliers[0].of_median, 0.83, 0.02);
    ASSERT_FALSE(outliers[0].causes.empty());
    EXPECT_NE(outliers[0].causes[0].find("is 4000 MT/s, elsewhere 4800 MT/s"), std::string::npos)
        << outliers[0].causes[0];
  }
}

TEST(Fleet, NamesAGovernorThatDiffers) {
  fleet::Collection nodes = fifty(1);
  nodes.add(fleet::sheet_of("slow", node(kRead * 0.8, 4800, "powersave"), {}));
  EXPECT_EQ(nodes.result().outliers.at(0).causes.at(0),
            "system.governor is powersave, elsewhere performance");
}

TEST(Fleet, NamesWhatIsWrongWithTheMemoryEvenUnmeasured) {
  fleet::Collection nodes = fifty(2);
  core::Document empty = node(kRead);
  empty.measurements.reset();
  empty.machine->memory.findings.push_back(
      {"channel-empty", core::Severity::Warning, "channel H is empty", "add one module", 8.0});
  nodes.add(fleet::sheet_of("empty", empty, {}));
  const auto outliers = nodes.result().outliers;
  ASSERT_EQ(outliers.size(), 1u);
  EXPECT_EQ(outliers[0].causes.at(0), "channel H is empty; add one module");
}

TEST(Fleet, HoldsAFewNodesAgainstTheoryOnly) {
  fleet::Collection nodes;
  for (int i = 0; i < 3; ++i)
    nodes.add(fleet::sheet_of("node" + std::to_string(i), node(kRead * (1 - 0.1 * i)), {}));
  EXPECT_TRUE(nodes.result().outliers.empty());
  EXPECT_FALSE(nodes.result().groups.at(0).median_read);
  nodes.add(fleet::sheet_of("far", node(kRead * 0.4), {}));
  ASSERT_FALSE(nodes.result().outliers.empty());
  EXPECT_EQ(nodes.result().outliers.at(0).node, "far");
}

TEST(Fleet, DoesNotBelieveGradeF) {
  fleet::Collection nodes = fifty(3);
  core::Document noisy = node(kRead * 0.5);
  noisy.measurements->rows[0].quality.grade = 'F';
  nodes.add(fleet::sheet_of("noisy", noisy, {}));
  EXPECT_TRUE(nodes.result().outliers.empty());
}

TEST(Fleet, RanksWhereTheModelRunsBest) {
  fleet::Collection nodes;
  nodes.add(fleet::sheet_of("a", node(kRead), 5.0));
  nodes.add(fleet::sheet_of("b", node(kRead), 7.0));
  nodes.add(fleet::sheet_of("c", node(kRead), {}));
  const auto ranking = nodes.result().ranking;
  ASSERT_EQ(ranking.size(), 2u);
  EXPECT_EQ(ranking[0].node, "b");
}

}  // namespace
}  // namespace probellm::tests
