#include "diff/diff.h"

#include <gtest/gtest.h>

namespace probellm::tests {
namespace {

using core::Trend;

core::Measurement row(double median, double spread, char grade = 'A',
                      core::Unit unit = core::Unit::ByteRate) {
  core::Measurement row;
  row.id = "memory.read";
  row.device = "memory";
  row.unit = unit;
  row.median = median;
  row.spread = spread;
  row.status = core::Status::Ok;
  row.quality.grade = grade;
  return row;
}

core::Comparison compared(const core::Measurement& before, const core::Measurement& after) {
  core::Comparison comparison;
  core::Measurements then, now;
  then.rows = {before};
  now.rows = {after};
  diff::compare_rows(comparison, then, now);
  return comparison;
}

Trend trend(const core::Measurement& before, const core::Measurement& after) {
  return compared(before, after).rows.at(0).trend;
}

core::Dimm dimm(const std::string& slot, double mts) {
  core::Dimm dimm;
  dimm.locator = slot;
  dimm.type = "DDR5";
  dimm.size = {64 * core::kGiB};
  dimm.configured_transfers_per_second = core::Fact<double>::known(mts * 1e6, "SMBIOS");
  return dimm;
}

core::Machine machine_with(std::vector<core::Dimm> dimms) {
  core::Machine machine;
  machine.memory.dimms = core::Fact<std::vector<core::Dimm>>::known(std::move(dimms), "SMBIOS");
  return machine;
}

TEST(CompareRows, CountsWhatLiesBeyondBothIntervals) {
  EXPECT_EQ(trend(row(100e9, 0.02), row(110e9, 0.02)), Trend::Better);
  EXPECT_EQ(trend(row(110e9, 0.02), row(100e9, 0.02)), Trend::Worse);
  EXPECT_EQ(trend(row(100e9, 0.02), row(102e9, 0.02)), Trend::WithinNoise);
  EXPECT_EQ(trend(row(100e9, 0.02), row(110e9, 0.12)), Trend::WithinNoise);
}

TEST(CompareRows, LessTimeIsBetter) {
  const auto time = core::Unit::Time;
  EXPECT_EQ(trend(row(2e-6, 0.01, 'A', time), row(1e-6, 0.01, 'A', time)), Trend::Better);
}

TEST(CompareRows, GradeFTellsNothing) {
  EXPECT_EQ(trend(row(100e9, 0.01, 'F'), row(200e9, 0.01)), Trend::Untrusted);
  EXPECT_EQ(trend(row(100e9, 0.01), row(200e9, 0.01, 'F')), Trend::Untrusted);
  EXPECT_FALSE(diff::has_changes(compared(row(100e9, 0.01, 'F'), row(200e9, 0.01))));
}

TEST(CompareRows, OfDifferentPlacesOnACurveAreNotCompared) {
  core::Measurement other = row(50e9, 0.01);
  other.at["threads"] = 2;
  const auto comparison = compared(row(100e9, 0.01), other);
  EXPECT_TRUE(comparison.rows.empty());
  EXPECT_EQ(comparison.only_before, 1);
  EXPECT_EQ(comparison.only_after, 1);
}

TEST(ChangedFacts, NameTheSlotAndBothValues) {
  const auto changes = diff::changed_facts(machine_with({dimm("A1", 4800), dimm("B1", 4800)}),
                                           machine_with({dimm("A1", 4800), dimm("B1", 5600)}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, "memory.dimms[*].configured_transfers_per_second");
  EXPECT_EQ(changes[0].places, std::vector<std::string>{"B1"});
  EXPECT_EQ(changes[0].before, "4800 MT/s");
  EXPECT_EQ(changes[0].after, "5600 MT/s");
}

TEST(ChangedFacts, ThatChangedAlikeAreOne) {
  const auto changes = diff::changed_facts(machine_with({dimm("A1", 4800), dimm("B1", 4800)}),
                                           machine_with({dimm("A1", 5600), dimm("B1", 5600)}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].places, (std::vector<std::string>{"A1", "B1"}));
}

TEST(ChangedFacts, OfAModuleThatIsNewAreOne) {
  const auto changes = diff::changed_facts(machine_with({dimm("A1", 4800)}),
                                           machine_with({dimm("A1", 4800), dimm("B1", 4800)}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, "memory.dimms[*]");
  EXPECT_EQ(changes[0].places, std::vector<std::string>{"B1"});
  EXPECT_EQ(changes[0].before, "");
  EXPECT_EQ(changes[0].after, "there");
}

TEST(ChangedFacts, LeaveOutWhatChangesByItself) {
  core::Machine later;
  later.memory.available = core::Fact<core::Bytes>::known({7}, "MemAvailable");
  later.system.steal_fraction = core::Fact<double>::known(0.5, "/proc/stat");
  later.host.name = "renamed";
  EXPECT_TRUE(diff::changed_facts(core::Machine{}, later).empty());
}

}  // namespace
}  // namespace probellm::tests
