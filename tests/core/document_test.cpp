#include "core/document.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace probellm::tests {
namespace {

using namespace core;

/// A document whose every fact differs from its default.
Document full_document() {
  Machine machine;
  machine.host = {"host", "Debian", "6.1", true, Fact<std::string>::known("kvm", "cpuinfo")};
  machine.cpu.model = Fact<std::string>::known("CPU", "cpuinfo");
  machine.cpu.sockets = Fact<int>::known(2, "hwloc");
  machine.cpu.isa = {"avx2"};
  machine.cpu.caches = {{3, {32 * kMiB}, 2}};
  machine.numa.nodes = {{0, Fact<Bytes>::known({5}, "node"), {0, 1}, {10, 20}}};
  machine.memory.total = Fact<Bytes>::known({768 * kGiB}, "/proc/meminfo");
  machine.memory.usable = Fact<Bytes>::absent("hidden", "ask");
  machine.memory.limits = {{"cgroup", {7}, "/sys"}};
  machine.memory.channels.populated = Fact<int>::known(12, "SMBIOS");
  machine.memory.channels.possible = Fact<int>::absent("needs root", "run: sudo probe-llm");
  machine.memory.dimms = Fact<std::vector<Dimm>>::known(
      {{"A1", "bank", {64 * kGiB}, "DDR5", Fact<double>::known(4.8e9, "type 17"), {}, {}, "maker", "part"}},
      "SMBIOS");
  machine.memory.channels.each = {{1, "H", {0}, {"P2-DIMMH2"}}};
  machine.memory.sockets = {{1, "P2", Fact<int>::known(11, "SMBIOS"), Fact<int>::absent("x"),
                             Fact<BytesPerSecond>::known({4e11}, "11 channels")}};
  machine.memory.installed = Fact<Bytes>::known({768 * kGiB}, "12 modules");
  machine.memory.errors = Fact<std::vector<MemoryErrors>>::known({{"mc0", 17, 1}}, "EDAC");
  machine.memory.findings = {{"channel-empty", Severity::Warning, "is empty", "add one", 8.5},
                             {"mixed-ranks", Severity::Note, "differ", "nothing", std::nullopt}};
  machine.cpu.memory_channels = Fact<int>::known(12, "profile");
  machine.gpus = Fact<std::vector<Gpu>>::known({{"NVIDIA", "H100", "01:00.0", {}, {}, {}}}, "PCI");
  machine.disks = {{"/", "nvme0n1", "ext4", Fact<std::string>::known("nvme", "sysfs"), {}, {}}};
  machine.limits.cpus = {0, 2, 1, 3};
  machine.limits.cpus_by_cache = {{0, 2}, {1, 3}};
  machine.notes = {"note"};
  Measurement row;
  row.id = "memory.read";
  row.status = Status::Ok;
  row.median = 5e10;
  row.samples = {4e10, 5e10, 6e10};
  row.quality = {'B', {"spread 3 %"}};
  Document document;
  document.command = "fit";
  document.machine = machine;
  document.measurements = Measurements{{"2026-01-01T00:00:00Z", 8, {}, {}, "0.1.0"}, {row}};
  return document;
}

std::string problem_of(const std::string& text) {
  const auto parsed = parse_document(text);
  return parsed ? "" : parsed.error().what;
}

TEST(Document, ComesBackAsItWasSaved) {
  const std::string saved = to_json(full_document());
  Document read = *parse_document(saved);
  read.command = "fit";
  EXPECT_EQ(to_json(read), saved);
}

TEST(Document, IsNeverLiveWhenReadBack) {
  Document document = full_document();
  document.machine->live = true;
  EXPECT_FALSE(parse_document(to_json(document))->machine->live);
}

TEST(Document, KeepsTheReasonOfAnAbsentFact) {
  const auto read = parse_document(to_json(full_document()));
  EXPECT_EQ(read->machine->memory.channels.possible.reason(), "needs root");
  EXPECT_EQ(read->machine->memory.channels.possible.remedy(), "run: sudo probe-llm");
}

TEST(Document, ReadsModulesOfFilesThatSayLess) {
  const auto read = parse_document(
      R"({"schema_version":1,"machine":{"memory":{"dimms":{"value":[{"locator":"A1"}],"source":"x"}}}})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->machine->memory.dimms->at(0).form_factor.reason(), "not in the machine file");
  EXPECT_TRUE(read->machine->memory.findings.empty());
}

TEST(Document, NamesTheKeyThatIsWrong) {
  EXPECT_EQ(problem_of(R"({"schema_version":1,"machine":{"memory":{"findings":[{"severity":"bad"}]}}})"),
            "machine.memory.findings[0].severity: expected warning or note");
  EXPECT_EQ(problem_of(R"({"schema_version":1,"machine":{"memory":{"total_bytes":-5}}})"),
            "machine.memory.total_bytes: expected a whole number from 0 to 1125899906842624, found -5");
  EXPECT_EQ(problem_of(R"({"schema_version":1,"machine":{"gpus":[{"name":7}]}})"),
            "machine.gpus[0].name: expected text");
  EXPECT_EQ(problem_of(R"({"schema_version":1,"machine":{"limits":{"cpus_by_cache":[[0],1]}}})"),
            "machine.limits.cpus_by_cache: expected a list of lists of whole numbers");
  EXPECT_EQ(problem_of(R"({"schema_version":1,"machine":[]})"), "machine: expected an object");
}

TEST(Document, RefusesValuesThatNoMachineHas) {
  const auto with = [](const std::string& machine) {
    return problem_of(R"({"schema_version":1,"machine":{)" + machine + "}}");
  };
  EXPECT_EQ(with(R"("cpu":{"cores":0})"), "machine.cpu.cores: expected at least 1");
  EXPECT_NE(with(R"("cpu":{"sockets":2147483647})"), "");
  EXPECT_NE(with(R"("memory":{"theoretical_bandwidth_bytes_per_second":{"value":0}})"), "");
  EXPECT_NE(with(R"("memory":{"theoretical_bandwidth_bytes_per_second":{"value":1e300}})"), "");
}

TEST(Document, RefusesMeasurementsThatAreNone) {
  const auto with = [](const std::string& row) {
    return problem_of(
        R"({"schema_version":1,"measurements":[{"id":"memory.read","unit":"B/s","status":"ok",)" + row +
        R"(,"quality":{"grade":"A"}}]})");
  };
  EXPECT_EQ(with(R"("median":4e11)"), "");
  EXPECT_NE(with(R"("median":0)"), "");
  EXPECT_NE(with(R"("median":4e11,"relative_spread":5)"), "");
}

TEST(Document, RefusesWhatIsNestedTooDeep) {
  const std::string deep(3'000'000, '[');
  EXPECT_EQ(problem_of(R"({"schema_version":1,"unused":)" + deep), "nested deeper than 64 levels");
}

TEST(Document, QuotesNoMoreThanALineCanHold) {
  const std::string text =
      R"({"schema_version":1,"machine":{"memory":{"total_bytes":")" + std::string(3000, 'x') + "\"}}}";
  EXPECT_LT(problem_of(text).size(), 200u);
}

TEST(Document, LetsNoFileSteerATerminal) {
  const auto read = parse_document(R"({"schema_version":1,"machine":{"host":{"name":"a\u001b[2J\nb"}}})");
  EXPECT_EQ(read->machine->host.name, "a?[2J?b");
}

TEST(Document, SurvivesRandomChanges) {
  std::string saved = to_json(full_document());
  std::minstd_rand random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string changed = saved;
    for (int i = 0; i < 3; ++i) changed[random() % changed.size()] = static_cast<char>(random() % 256);
    static_cast<void>(parse_document(changed));
  }
}

TEST(Document, RefusesWhatIsNotADocument) {
  EXPECT_EQ(problem_of("{"), "not valid JSON");
  EXPECT_EQ(problem_of("[]"), "expected a JSON object");
  EXPECT_EQ(problem_of("{}"), "schema_version: expected 1");
  EXPECT_EQ(problem_of(R"({"schema_version":2})"), "schema_version: expected 1");
}

TEST(Document, SurvivesTruncation) {
  const std::string saved = to_json(full_document());
  for (std::size_t length = 0; length + 2 < saved.size(); length += 7)
    EXPECT_FALSE(parse_document(std::string_view(saved).substr(0, length))) << length;
}

TEST(Document, SurvivesAnyValueInPlaceOfAnother) {
  const std::string saved = to_json(full_document());
  for (const char* value : {"null", "-1", "1e999", "1e300", "\"x\"", "[]", "[1]", "{}", "true", "[[{}]]"}) {
    for (std::size_t at = saved.find(": "); at != std::string::npos; at = saved.find(": ", at + 1)) {
      std::string changed = saved;
      changed.replace(at + 2, changed.find_first_of(",\n", at) - at - 2, value);
      static_cast<void>(parse_document(changed));
    }
  }
}

TEST(Document, ReplacesBytesThatAreNotUtf8) {
  Document document = full_document();
  document.machine->host.name = "a\xff";
  EXPECT_TRUE(parse_document(to_json(document)));
}

TEST(Document, SaysWhyItFailed) {
  Document document;
  document.failure = Failure{{ErrorKind::Malformed, "bad flag"}, 2};
  const std::string json = to_json(document);
  EXPECT_NE(json.find("\"message\": \"bad flag\""), std::string::npos);
  EXPECT_NE(json.find("\"exit_code\": 2"), std::string::npos);
}

TEST(Units, DivideBytesByARateIntoSeconds) {
  EXPECT_DOUBLE_EQ((Bytes{6'000'000'000} / BytesPerSecond{3e9}).value, 2.0);
}

}  // namespace
}  // namespace probellm::tests
