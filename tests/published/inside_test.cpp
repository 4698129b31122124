// Which published runs the estimates' 90 % intervals hold: what was inside must stay inside. UPDATE_GOLDEN=1
// writes the list anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "tests/accuracy/published.h"

namespace probellm::tests {
namespace {

constexpr const char* kGolden = PROBELLM_SOURCE_DIR "/tests/published/inside.txt";

struct Count {
  int runs = 0;
  int within = 0;
  int gross = 0;
  std::set<std::string> inside;
};

Count count_runs() {
  const auto catalog = profiles::load_catalog("");
  const auto all = load_evidence(PROBELLM_SOURCE_DIR "/profiles/evidence", *catalog);
  Count count;
  for (const profiles::PublishedMachine& machine : *all)
    for (const profiles::PublishedRun& run : machine.runs) {
      const auto question = question_of(*catalog, run, *engine_of(*catalog, run));
      if (run.is_outlier || !question) continue;
      const auto answer = answer_for(machine, *question);
      if (!answer || !answer->fit.decode_tokens_per_second) continue;
      const core::Interval& speed = *answer->fit.decode_tokens_per_second;
      const double ratio = speed.likely / run.decode_tokens_per_second;
      ++count.runs;
      count.within += ratio <= 1.25 && ratio >= 0.75 ? 1 : 0;
      count.gross += ratio > 2 || ratio < 0.5 ? 1 : 0;
      if (speed.low <= run.decode_tokens_per_second && run.decode_tokens_per_second <= speed.high)
        count.inside.insert(run.id);
    }
  return count;
}

std::set<std::string> golden() {
  std::set<std::string> ids;
  std::ifstream file(kGolden);
  for (std::string id; std::getline(file, id);) ids.insert(id);
  return ids;
}

TEST(Published, WhatWasInsideItsIntervalStaysInside) {
  const Count count = count_runs();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream file(kGolden);
    for (const std::string& id : count.inside) file << id << "\n";
  }
  for (const std::string& id : golden()) EXPECT_TRUE(count.inside.contains(id)) << id << " went outside";
}

TEST(Published, ThreeQuartersAreWithinAQuarterAndNineTenthsInside) {
  const Count count = count_runs();
  EXPECT_GE(count.runs, 240);
  EXPECT_GE(count.within, count.runs * 3 / 4);
  EXPECT_GE(static_cast<int>(count.inside.size()), count.runs * 9 / 10);
  EXPECT_LE(count.gross, count.runs / 50);
}

}  // namespace
}  // namespace probellm::tests
