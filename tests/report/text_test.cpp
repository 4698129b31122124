#include <gtest/gtest.h>

#include "report/amounts.h"
#include "report/fit_text.h"
#include "report/machine_text.h"
#include "report/measurements_text.h"
#include "report/table.h"

namespace probellm::tests {
namespace {

using namespace core;
using namespace report;

Fit fit_with(Verdict verdict) {
  Fit fit;
  fit.model_name = "Kimi K2.6";
  fit.quant_name = "Q4_K_M";
  fit.verdict = verdict;
  fit.memory.total = {545 * kGiB};
  fit.memory.budget = {23 * kGiB};
  fit.bottleneck = "memory bandwidth";
  return fit;
}

std::string sentence_of(const Fit& fit) { return verdict_sentence({{fit}, 0, ""}); }

TEST(Amounts, WriteCapacitiesInGibAndFilesInGb) {
  EXPECT_EQ(gib({768 * kGiB}), "768.0 GiB");
  EXPECT_EQ(gib({549 * kMiB}), "549 MiB");
  EXPECT_EQ(gb({583699863552}), "583.7 GB");
}

TEST(Amounts, WriteSpeedsWithThreeDigits) {
  EXPECT_EQ(digits(12.345), "12.3");
  EXPECT_EQ(digits(1.7), "1.70");
  EXPECT_EQ(digits(0.0708), "0.0708");
  EXPECT_EQ(digits(123.4), "123");
  EXPECT_EQ(digits(0), "0");
}

TEST(Amounts, GroupThousands) {
  EXPECT_EQ(grouped(8192), "8,192");
  EXPECT_EQ(grouped(262144), "262,144");
  EXPECT_EQ(grouped(12), "12");
}

TEST(Table, AlignsByCharactersNotBytes) {
  EXPECT_EQ(table({Align::Left, Align::Right}, {{{"µs"}, {"1"}}, {{"abc"}, {"22"}}}, Colour::Never),
            "  µs    1\n  abc  22\n");
}

TEST(Table, PaintsOnlyWhereAsked) {
  EXPECT_EQ(table({Align::Left}, {{{"x", Tone::Good}}}, Colour::Never), "  x\n");
  EXPECT_EQ(table({Align::Left}, {{{"x", Tone::Good}}}, Colour::Always), "  \033[32mx\033[0m\n");
}

TEST(Verdict, SaysWhatRunsBestHowFastAndWhatLimitsIt) {
  Fit fit = fit_with(Verdict::Fits);
  fit.decode_tokens_per_second = Interval{8.1, 12.34, 15};
  EXPECT_EQ(sentence_of(fit),
            "Kimi K2.6 Q4_K_M runs best here in RAM, at 12.3 tokens/s (90 % between 8.10 and 15.0); limited "
            "by memory "
            "bandwidth.");
}

TEST(Verdict, SaysWhatToChangeSoThatItRuns) {
  Fit fit = fit_with(Verdict::DoesNotFit);
  fit.counteroffer.installed_memory = {576 * kGiB};
  fit.counteroffer.decode_with_memory = Interval{1, 2, 3};
  EXPECT_EQ(
      sentence_of(fit),
      "Kimi K2.6 doesn't run here: even Q4_K_M needs 545.0 GiB and 23.0 GiB may be used; with 576 GiB of RAM "
      "Q4_K_M would fit and run at 2.00 tokens/s (90 % between 1.00 and 3.00) at this bandwidth.");
}

TEST(Verdict, SaysHowToLearnAnUnknownSpeed) {
  EXPECT_NE(sentence_of(fit_with(Verdict::Fits)).find("run `probe-llm bench`"), std::string::npos);
}

TEST(MachineText, SaysWhyAFactIsMissingAndHowToLearnIt) {
  Machine machine;
  machine.memory.dimms = Fact<std::vector<Dimm>>::absent("needs root", "run: sudo probe-llm probe");
  EXPECT_NE(machine_text(machine, Colour::Never).find("unknown: needs root; run: sudo probe-llm probe"),
            std::string::npos);
}

TEST(MachineText, NamesTheLimitThatBinds) {
  Machine machine;
  machine.memory.total = Fact<Bytes>::known({64 * kGiB}, "/proc/meminfo");
  machine.memory.usable = Fact<Bytes>::known({kGiB}, "cgroup");
  machine.memory.limits = {{"cgroup v2 memory.max", {kGiB}, "/sys/fs/cgroup/x/memory.max"}};
  EXPECT_NE(machine_text(machine, Colour::Never).find("1.0 GiB usable here (limit: cgroup v2 memory.max"),
            std::string::npos);
}

TEST(MeasurementsText, SaysWhyARowHasNoNumber) {
  Measurement row;
  row.id = kDiskRead;
  row.status = Status::Skipped;
  row.reason = "no large files";
  EXPECT_NE(measurements_text({{}, {row}}, Colour::Never).find("skipped"), std::string::npos);
  EXPECT_NE(measurements_text({{}, {row}}, Colour::Never).find("no large files"), std::string::npos);
}

}  // namespace
}  // namespace probellm::tests
