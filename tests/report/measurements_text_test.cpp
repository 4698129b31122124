#include "report/measurements_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "report/ascii.h"
#include "report/headline_text.h"
#include "report/progress_text.h"
#include "report/sparkline.h"
#include "report/table.h"
#include "tests/report/invented.h"

namespace probellm::tests {
namespace {

using namespace core;
using namespace report;

std::string text_of(const Measurements& measurements) {
  return measurements_text(measurements, invented_machine(), Colour::Never);
}

std::string invented_text() { return text_of(invented_measurements()); }

/// The first line that has these words; empty where none has.
std::string line_with(const std::string& text, const std::string& words) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.find(words) != std::string::npos) return line;
  return "";
}

/// The line after that one.
std::string line_after(const std::string& text, const std::string& words) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.find(words) != std::string::npos) return std::getline(lines, line) ? line : "";
  return "";
}

void expect_has(const std::string& text, const std::string& words) {
  EXPECT_NE(text.find(words), std::string::npos) << "no \"" << words << "\" in:\n" << text;
}

TEST(Sparkline, RisesToItsHighest) {
  EXPECT_EQ(sparkline({1, 4, 8}), "▂▅█");
  EXPECT_EQ(sparkline({0, 5}), "▁█");
}

TEST(Sparkline, IsEmptyWithoutAValue) {
  EXPECT_EQ(sparkline({}), "");
  EXPECT_EQ(sparkline({0, 0}), "");
}

TEST(Bar, FillsItsShareAndNeverMoreThanItself) {
  EXPECT_EQ(bar(0.71), "[#######   ]");
  EXPECT_EQ(bar(0), "[          ]");
  EXPECT_EQ(bar(1.3), "[##########]");
}

TEST(Ascii, KeepsWhatIsAsciiAndTheWidthOfTheRest) {
  EXPECT_EQ(in_ascii("± 1.2 µs ▁█ x…"), "~ 1.2 us 18 x.");
  EXPECT_EQ(in_ascii("日本"), "??");
}

TEST(Progress, TellsWhatIsLeftAtThePaceSoFar) {
  EXPECT_EQ(progress_text("memory triad", 0.43, {3}), "[ 43 %] memory triad, about 4 s left");
  EXPECT_EQ(progress_text("curves", 0.25, {60}), "[ 25 %] curves, about 3 min left");
}

TEST(Progress, GuessesNothingAtTheStart) {
  EXPECT_EQ(progress_text("touching memory", 0, {5}), "[  0 %] touching memory");
}

TEST(MeasurementsText, ShowsWhatCrossesTheBusBesideThePayload) {
  const std::string line = line_with(invented_text(), "memory copy");
  expect_has(line, "40.0 GB/s");
  expect_has(line, "60.0 GB/s");
}

TEST(MeasurementsText, SaysWhatRowsShareOnceAndTheRestShort) {
  const std::string text = invented_text();
  expect_has(line_with(text, "Measured in"), "4 threads, AVX2, 100 % on 2 MiB pages");
  expect_has(line_with(text, "memory copy"), "32-byte stores");
  EXPECT_EQ(line_with(text, "memory copy").find("AVX2"), std::string::npos);
  expect_has(line_with(text, "read by one thread"), "1 thread");
}

TEST(MeasurementsText, NamesTheVariantsThatLost) {
  expect_has(invented_text(),
             "memory copy: 32-byte stores; slower: 16-byte stores -25 %, 64-byte stores -50 %");
}

TEST(MeasurementsText, HoldsReadingAgainstTheory) {
  expect_has(invented_text(), "[######    ] 60 % of 100.0 GB/s in theory, 50.0 GB/s a socket (spec)");
  EXPECT_EQ(measurements_text(invented_measurements(), {}, Colour::Never).find("in theory"),
            std::string::npos);
}

TEST(MeasurementsText, HoldsEachNodesOwnReadingAgainstItsShareOfTheory) {
  const std::string text = invented_text();
  EXPECT_EQ(line_with(text, "node 1     ["), "    node 1     [######    ] 62 % of 50.0 GB/s");
}

TEST(MeasurementsText, SaysOnceWhatDiffersInNumbersOnly) {
  Measurements measurements = invented_measurements();
  for (std::size_t i = 0; i < 2; ++i)
    measurements.rows[i].quality = {i == 0 ? 'C' : 'D', {std::to_string(3 + i) + " of 9 passes disturbed"}};
  const std::string text = text_of(measurements);
  expect_has(text, "  memory read, read by one thread: at worst 4 of 9 passes disturbed");
  EXPECT_EQ(text.find("3 of 9 passes"), std::string::npos);
}

TEST(MeasurementsText, SaysWhatSmallPagesCost) {
  expect_has(line_with(invented_text(), "read on 4 KiB pages"), "75 % of memory read");
}

TEST(MeasurementsText, DrawsSaturationAndTheLeastThreadsThatAreEnough) {
  expect_has(line_with(invented_text(), "read by threads"), "▃▆██  97 % of 60.0 GB/s with 3 of 4 threads");
}

TEST(MeasurementsText, LaysOutNodesAsAMatrix) {
  const std::string text = invented_text();
  EXPECT_EQ(line_with(text, "read from memory of"), "  read from memory of       node 0  node 1");
  EXPECT_EQ(line_with(text, "CPUs of node 1"), "    CPUs of node 1, GB/s      17.0    31.0");
}

TEST(MeasurementsText, LaysOutACurveUnderItsPlacesInOrder) {
  const std::string text = invented_text();
  EXPECT_EQ(line_with(text, "random blocks"), "  read random blocks        4 KiB  64 KiB  1 MiB");
  EXPECT_EQ(line_after(text, "random blocks"), "    GB/s                     15.0    15.0   54.0");
  expect_has(text, "    of memory read           25 %    25 %   90 %");
}

TEST(MeasurementsText, LaysOutLatencyALineForEachPageSize) {
  const std::string text = invented_text();
  expect_has(line_with(text, "latency"), "16 KiB  32 MiB  8 GiB");
  EXPECT_NE(line_with(text, "2 MiB pages, ns"), "");
  EXPECT_NE(line_with(text, "4 KiB pages, ns"), "");
}

TEST(MeasurementsText, LaysOutDecodingAndPrefillByType) {
  const std::string text = invented_text();
  expect_has(line_with(text, "decode experts"), "q4_k  q8_0");
  expect_has(line_after(text, "decode layer"), "4.00  4.00");
  expect_has(line_with(text, "prefill"), "batch 1  batch 32  batch 512");
  expect_has(line_with(text, "q8_0, GFLOP/s"), "512");
  expect_has(line_with(text, "decode attention"), "0 tokens  8,192 tokens");
}

TEST(MeasurementsText, PrintsAnUnknownIdAsAPlainRow) {
  expect_has(line_with(invented_text(), "future.thing"), "5.0 GB/s  ± 1.2 %  A                  colour=7");
}

TEST(MeasurementsText, PrintsAKnownIdWithoutItsPlaceAsAPlainRow) {
  const Measurements measurements{{}, {row_of("memory.read.random", 5e9)}};
  expect_has(line_with(text_of(measurements), "memory.read.random"), "5.0 GB/s");
}

TEST(MeasurementsText, LeavesPointsOutWhereALineIsTooNarrow) {
  Measurements measurements;
  for (int i = 0; i < 40; ++i)
    measurements.rows.push_back(
        row_of("memory.read.random", 1e9 * (i + 1), 2, {{"block_bytes", 4096.0 * (i + 1)}}));
  const std::string text = text_of(measurements);
  expect_has(text, "of 40)");
  expect_has(text, "160 KiB");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 80u) << line;
}

TEST(MeasurementsText, LosesNoPointToAnotherOfTheSamePlace) {
  const Measurements measurements{{},
                                  {row_of("memory.read.random", 5e9, 2, {{"block_bytes", 4096}}),
                                   row_of("memory.read.random", 7e9, 2, {{"block_bytes", 4096}})}};
  expect_has(text_of(measurements), "5.00");
  expect_has(text_of(measurements), "7.00");
}

TEST(MeasurementsText, TellsTheState) {
  expect_has(invented_text(), "2 CPUs in one cache group (61 ns round trip), clock 3.50 GHz, unchanged");
}

TEST(MeasurementsText, TellsAChangeOfStateAndWhatWasMeasuredInAnother) {
  Measurements measurements = invented_measurements();
  measurements.context.state_after->name = "different cache groups";
  measurements.context.state_changes = 2;
  measurements.rows[2].state = "different cache groups";
  expect_has(text_of(measurements),
             "changed 2 times while it was measured, in the end in different cache groups");
  expect_has(text_of(measurements), "  in different cache groups: memory copy");
}

TEST(MeasurementsText, SaysWhatWasThrownAway) {
  Measurements measurements{{}, {row_of("memory.read", 5e9), row_of("memory.copy", 5e9)}};
  EXPECT_EQ(text_of(measurements).find("thrown away"), std::string::npos);
  measurements.rows[1].discarded = 4;
  expect_has(text_of(measurements), "thrown away as disturbed: 4 of 10 samples (4 of memory copy)");
}

TEST(MeasurementsText, SaysAReasonForLowGradesOnce) {
  Measurements measurements = invented_measurements();
  for (Measurement& row : measurements.rows)
    if (row.id == kMemoryReadRandom || row.id == kMemoryRead) row.quality = {'C', {"noisy: other load?"}};
  const std::string text = text_of(measurements);
  expect_has(text, "  memory read, read random blocks: noisy: other load?");
  EXPECT_EQ(text.find("noisy"), text.rfind("noisy"));
}

TEST(MeasurementsText, SaysOnceWhyACurveIsMissing) {
  Measurements measurements;
  for (double block : {4096.0, 8192.0}) {
    measurements.rows.push_back(missing_row(kMemoryReadRandom, "too little memory"));
    measurements.rows.back().at["block_bytes"] = block;
  }
  const std::string text = text_of(measurements);
  expect_has(text, "  read random blocks: skipped: too little memory");
  EXPECT_EQ(text.find("too little"), text.rfind("too little"));
}

TEST(MeasurementsText, PaintsOnlyWhereAsked) {
  EXPECT_EQ(invented_text().find('\033'), std::string::npos);
  expect_has(measurements_text(invented_measurements(), invented_machine(), Colour::Always), "\033[");
}

TEST(MeasurementsText, OfNothingIsNoTable) {
  EXPECT_EQ(text_of({}).find("payload"), std::string::npos);
  EXPECT_EQ(headline_text({}, {}, Colour::Never), "");
}

TEST(HeadlineText, LeavesOutCurvesAndStaysShort) {
  const std::string text = headline_text(invented_measurements(), invented_machine(), Colour::Never);
  EXPECT_EQ(text.find("random"), std::string::npos);
  EXPECT_EQ(text.find("decode"), std::string::npos);
  expect_has(text, "memory copy");
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 10);
}

TEST(HeadlineText, SaysWhyARowHasNoNumber) {
  expect_has(headline_text(invented_measurements(), {}, Colour::Never), "disk read: skipped: no large files");
}

}  // namespace
}  // namespace probellm::tests
