#include <gtest/gtest.h>

#include <algorithm>

#include "report/hwloc_annotate.h"
#include "report/measurements_csv.h"
#include "report/measurements_md.h"
#include "tests/report/invented.h"

namespace probellm::tests {
namespace {

using namespace core;
using namespace report;

Document document_of(Machine machine, Measurements measurements) {
  Document document;
  document.version = "1.2.3";
  document.generated_at = "2026-01-01T00:00:00Z";
  document.machine = std::move(machine);
  document.measurements = std::move(measurements);
  return document;
}

Machine one_node(std::vector<int> cpus) {
  Machine machine = invented_machine();
  machine.numa.nodes.resize(1);
  machine.limits.cpus = std::move(cpus);
  return machine;
}

void expect_has(const std::string& text, const std::string& words) {
  EXPECT_NE(text.find(words), std::string::npos) << "no \"" << words << "\" in:\n" << text;
}

TEST(Csv, HasAHeaderAndALineForEachRow) {
  const std::string text = measurements_csv(invented_measurements());
  EXPECT_TRUE(
      text.starts_with("id,device,threads,at,unit,median,relative_spread,bus_bytes_per_second,samples,"
                       "discarded,status,grade,variant,state,reason\r\n"));
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')),
            invented_measurements().rows.size() + 1);
}

TEST(Csv, WritesBaseUnitsAndTheBusBesideThem) {
  Measurement row = row_of("memory.copy", 40e9, 4, {{"block_bytes", 4096}, {"page_bytes", 2097152}});
  row.bus_bytes_per_sample = Bytes{1'500'000};
  row.discarded = 2;
  row.variant = "v";
  expect_has(measurements_csv({{}, {row}}),
             "memory.copy,memory,4,block_bytes=4096;page_bytes=2097152,B/s,40000000000,0.012,60000000000,3,2,"
             "ok,A,v,,\r\n");
}

TEST(Csv, QuotesWhatWouldEndAField) {
  Measurement row = row_of("memory.read", 1e9);
  row.variant = "a \"b\", c\nd";
  expect_has(measurements_csv({{}, {row}}), ",\"a \"\"b\"\", c\nd\",");
}

TEST(Csv, HasNoNumberWhereThereIsNone) {
  expect_has(measurements_csv({{}, {missing_row("disk.read", "no files")}}),
             "disk.read,,0,,B/s,,,,0,0,skipped,F,,,no files\r\n");
}

TEST(Markdown, IsATableThatNothingBreaks) {
  Measurement row = row_of("memory.read", 34.7e9);
  row.variant = "a|b\nc";
  const std::string text = measurements_md({{}, {row, missing_row("disk.read", "no files")}});
  EXPECT_TRUE(text.starts_with("| measured |"));
  expect_has(text, "| memory read |  | 2 | 34.7 GB/s | 1.2 % |  | A | a\\|b c |\n");
  expect_has(text, "| disk read |  |  | skipped |  |  |  | no files |\n");
}

TEST(HwlocAnnotate, WritesMebibytesAndNanosecondsBetweenNodes) {
  Measurements measurements;
  measurements.rows = {
      row_of("memory.read.numa", 1048576e6, 2, {{"cpu_node", 1}, {"memory_node", 0}}),
      row_of("memory.latency", 120e-9, 1, {{"cpu_node", 1}, {"memory_node", 0}}, Unit::Time)};
  const std::string text = hwloc_annotate(document_of(invented_machine(), measurements));
  expect_has(text, "\nannotate 0 ReadBandwidth 0x0000000c 1000000\n");
  expect_has(text, "\nannotate 0 Latency 0x0000000c 120\n");
}

TEST(HwlocAnnotate, TakesTheHeadlinesOfAMachineWithOneNode) {
  Measurements measurements;
  measurements.rows = {row_of("memory.read", 1048576e6), row_of("memory.write", 3 * 1048576e6),
                       row_of("memory.latency", 1e-9, 1, {{"working_set_bytes", 16384}}, Unit::Time),
                       row_of("memory.latency", 90e-9, 1, {{"working_set_bytes", 1e9}}, Unit::Time)};
  const std::string text = hwloc_annotate(document_of(one_node({0, 33}), measurements));
  expect_has(text, "annotate 0 ReadBandwidth 0x00000002,0x00000001 1000000\n");
  expect_has(text, "annotate 0 WriteBandwidth 0x00000002,0x00000001 3000000\n");
  expect_has(text, "annotate 0 Bandwidth 0x00000002,0x00000001 2000000\n");
  expect_has(text, "annotate 0 Latency 0x00000002,0x00000001 90\n");
}

TEST(HwlocAnnotate, NamesTheCpusThatMeasured) {
  const Measurements measurements{{}, {row_of("memory.read", 1048576e6, 2)}};
  const std::string text = hwloc_annotate(document_of(one_node({0, 1, 2, 3}), measurements));
  expect_has(text, "annotate 0 ReadBandwidth 0x00000003 1000000\n");
}

TEST(HwlocAnnotate, SaysWhereThereIsNothingToAnnotate) {
  const std::string text = hwloc_annotate(document_of(invented_machine(), {}));
  EXPECT_EQ(text.find("annotate 0"), std::string::npos);
  expect_has(text, "exit 1\n");
}

TEST(HwlocAnnotate, LetsAHostNameAddNoCommand) {
  Machine machine = one_node({0});
  machine.host.name = "a\nrm -rf b";
  const std::string text = hwloc_annotate(document_of(machine, {{}, {row_of("memory.read", 1e9)}}));
  EXPECT_EQ(text.find("\nrm"), std::string::npos);
}

}  // namespace
}  // namespace probellm::tests
