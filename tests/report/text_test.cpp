#include <gtest/gtest.h>

#include "report/amounts.h"
#include "report/fit_text.h"
#include "report/machine_text.h"
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
  fit.counteroffer = Counteroffer{{545 * kGiB}, Interval{1, 2, 3}, Bytes{576 * kGiB}, {}, {}};
  EXPECT_EQ(
      sentence_of(fit),
      "Kimi K2.6 doesn't run here: Q4_K_M needs 545.0 GiB and 23.0 GiB may be used; with 576 GiB of RAM "
      "Q4_K_M would fit and run at 2.00 tokens/s (90 % between 1.00 and 3.00) at this bandwidth.");
}

TEST(Verdict, DoesNotOfferMemoryThatIsThere) {
  Fit fit = fit_with(Verdict::DoesNotFit);
  fit.counteroffer = Counteroffer{{545 * kGiB}, {}, {}, {}, {}};
  EXPECT_NE(sentence_of(fit).find("once a process may use 545.0 GiB of the RAM Q4_K_M would fit"),
            std::string::npos);
}

TEST(Verdict, SaysWhyASpeedIsUnknown) {
  Fit fit = fit_with(Verdict::Fits);
  fit.no_speed_reason = "run `probe-llm bench` on it";
  EXPECT_NE(sentence_of(fit).find("how fast isn't known: run `probe-llm bench` on it"), std::string::npos);
}

TEST(MachineText, SaysWhyAFactIsMissingAndHowToLearnIt) {
  Machine machine;
  machine.memory.dimms = Fact<std::vector<Dimm>>::absent("needs root", "run: sudo probe-llm probe");
  EXPECT_NE(machine_text(machine, Colour::Never).find("unknown: needs root; run: sudo probe-llm probe"),
            std::string::npos);
}

TEST(MachineText, TellsDifferentDimmsApart) {
  Machine machine;
  const Dimm large{"A1", "", {64 * kGiB}, "DDR5", {}, Fact<double>::known(4.8e9, "t"), {}, "", ""};
  Dimm small = large;
  small.size = {32 * kGiB};
  machine.memory.dimms = Fact<std::vector<Dimm>>::known({large, small, large}, "SMBIOS");
  EXPECT_NE(machine_text(machine, Colour::Never)
                .find("1 x 32.0 GiB DDR5 at 4800 MT/s, 2 x 64.0 GiB DDR5 at 4800 MT/s (SMBIOS)"),
            std::string::npos);
}

TEST(MachineText, TellsSocketsApart) {
  Machine machine;
  machine.memory.channels = {Fact<int>::known(23, "t"), Fact<int>::known(24, "t")};
  const auto rate = Fact<core::BytesPerSecond>::known({400e9}, "t");
  machine.memory.sockets = {{0, "P1", Fact<int>::known(12, "t"), Fact<int>::known(12, "t"), rate},
                            {1, "P2", Fact<int>::known(11, "t"), Fact<int>::known(12, "t"), rate}};
  EXPECT_NE(machine_text(machine, Colour::Never)
                .find("23 of 24 populated; socket 0: 12 of 12, 400.0 GB/s; socket 1: 11 of 12, 400.0 GB/s"),
            std::string::npos);
}

TEST(MachineText, SaysWhatIsWrongWhatItCostsAndWhatToDo) {
  Machine machine;
  machine.memory.findings = {
      {"channel-empty", Severity::Warning, "channel H is empty", "add one module", 100.0 / 12}};
  EXPECT_NE(machine_text(machine, Colour::Never)
                .find("warning  channel H is empty, 8 % of bandwidth; add one module"),
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

TEST(Verdict, SaysWhatWasForced) {
  Fit fit = fit_with(Verdict::Fits);
  fit.decode_tokens_per_second = Interval{1, 2, 3};
  fit.forced = {"memory read bandwidth"};
  EXPECT_NE(sentence_of(fit).find("forced: the memory read bandwidth can't be trusted (grade F)."),
            std::string::npos);
}

TEST(Amounts, ScaleTimesAndSizes) {
  EXPECT_EQ(measured(Unit::Time, 61e-9), "61.0 ns");
  EXPECT_EQ(measured(Unit::Time, 2.5e-6), "2.50 µs");
  EXPECT_EQ(measured(Unit::Time, 0.0041), "4.10 ms");
  EXPECT_EQ(measured(Unit::Time, 2), "2.00 s");
  EXPECT_EQ(size(65536), "64 KiB");
  EXPECT_EQ(size(1.5 * 1073741824), "1.5 GiB");
  EXPECT_EQ(size(512), "512 B");
}

}  // namespace
}  // namespace probellm::tests
