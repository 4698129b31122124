#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/absences.h"
#include "probe/capture/captured.h"
#include "probe/probe.h"
#include "tests/probe/fixtures.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

namespace fs = std::filesystem;

class Machines : public testing::TestWithParam<std::string> {};

TEST_P(Machines, AreReadAsExpected) {
  const fs::path machine = fixture(GetParam());
  const std::string read = json_of(read_machine(captured_sources(machine.string(), "")));
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(machine / "expected.json", std::ios::binary) << read;
    GTEST_SKIP() << "expected.json was rewritten";
  }
  EXPECT_EQ(read, text_of(machine / "expected.json"));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Machines, testing::ValuesIn(fixture_names()), [](const auto& machine) {
  std::string name = machine.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

/// Every path that the fixtures have, so that each can be broken.
std::vector<std::string> all_paths() {
  std::vector<std::string> paths;
  for (const std::string& name : fixture_names()) {
    const fs::path root = fixture(name) / "root";
    for (const auto& entry : fs::recursive_directory_iterator(root))
      if (entry.is_regular_file()) paths.push_back("/" + fs::relative(entry.path(), root).string());
  }
  return paths;
}

TEST(BrokenMachine, OfEmptyFilesIsRead) {
  TemporaryRoot root;
  for (const std::string& path : all_paths()) root.file(path, "");
  EXPECT_FALSE(read_machine(root.sources()).memory.total.is_known());
}

TEST(BrokenMachine, OfFoldersInPlaceOfFilesIsRead) {
  TemporaryRoot root;
  for (const std::string& path : all_paths()) root.folder(path);
  EXPECT_FALSE(read_machine(root.sources()).memory.total.is_known());
}

TEST(BrokenMachine, OfGarbageIsRead) {
  std::mt19937 random(2026);
  TemporaryRoot root;
  for (const std::string& path : all_paths()) {
    std::string garbage(random() % 4096, '\0');
    for (char& letter : garbage) letter = static_cast<char>(random() & 0xFF);
    root.file(path, garbage);
  }
  EXPECT_FALSE(read_machine(root.sources()).memory.total.is_known());
}

TEST(BrokenMachine, SaysAReasonForEveryFact) {
  const core::Machine machine = read_machine(TemporaryRoot().sources());
  EXPECT_EQ(json_of(machine).find("not looked for"), std::string::npos);
  EXPECT_EQ(json_of(machine).find("\"reason\": \"\""), std::string::npos);
  for (const core::Absence& absence : core::absences_of(machine))
    EXPECT_NE(absence.reason, core::Fact<int>().reason()) << absence.what;
}

TEST_P(Machines, AreSpecialInOneLine) {
  const std::string about = text_of(fixture(GetParam()) / "about.txt");
  EXPECT_EQ(std::count(about.begin(), about.end(), '\n'), 1)
      << "about.txt: one line that says what is special";
}

TEST_P(Machines, SayAReasonForEveryFact) {
  for (const core::Absence& absence :
       core::absences_of(read_machine(captured_sources(fixture(GetParam()).string(), "")))) {
    EXPECT_NE(absence.reason, "") << absence.what;
    EXPECT_NE(absence.reason, core::Fact<int>().reason()) << absence.what;
  }
}

}  // namespace
}  // namespace probellm::probe
