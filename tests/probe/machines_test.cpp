#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "probe/cpu_list.h"
#include "probe/probe.h"
#include "probe/text.h"
#include "tests/probe/machine_summary.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = fs::path(PROBELLM_SOURCE_DIR) / "tests" / "fixtures";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// "space MOUNT TOTAL FREE", where the mount point may hold blanks.
void add_space(std::string_view line, std::map<std::string, FilesystemSpace>& spaces) {
  const auto words = words_of(line);
  const std::size_t total_at = line.rfind(words[words.size() - 2], line.rfind(' ') - 1);
  const std::string mount(trimmed(line.substr(6, total_at - 6)));
  spaces[mount] = {*to_bytes(words[words.size() - 2]), *to_bytes(words.back())};
}

/// process.txt holds what a system says of a process: its CPUs and the space of its filesystems.
ProcessFacts process_of(const fs::path& machine) {
  ProcessFacts process;
  std::map<std::string, FilesystemSpace> spaces;
  const std::string text = text_of(machine / "process.txt");
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("affinity ")) process.affinity = parse_cpu_list(line.substr(9));
    if (line.starts_with("space ")) add_space(line, spaces);
  }
  process.filesystem_space = [spaces](const std::string& path) -> core::Result<FilesystemSpace> {
    const auto found = spaces.find(path);
    if (found == spaces.end()) return core::Error{core::ErrorKind::NotFound, path + " isn't recorded"};
    return found->second;
  };
  return process;
}

NvmlTable nvml_not_installed() {
  return {[]() -> core::Result<std::vector<NvmlGpu>> {
    return core::Error{core::ErrorKind::NotFound, "libnvidia-ml.so.1 isn't installed"};
  }};
}

Sources sources_of(const fs::path& machine) {
  return {SysRoot((machine / "root").string()),
          process_of(machine),
          text_of(machine / "topology.xml"),
          nvml_not_installed(),
          "",
          false};
}

std::vector<std::string> machine_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFixtures))
    if (fs::is_directory(entry.path() / "root")) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

class Machines : public testing::TestWithParam<std::string> {};

TEST_P(Machines, AreReadAsExpected) {
  const fs::path machine = kFixtures / GetParam();
  const std::string summary = summary_of(read_machine(sources_of(machine)));
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(machine / "expected.txt", std::ios::binary) << summary;
    GTEST_SKIP() << "expected.txt was rewritten";
  }
  EXPECT_EQ(summary, text_of(machine / "expected.txt"));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Machines, testing::ValuesIn(machine_names()), [](const auto& machine) {
  std::string name = machine.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

/// Every path that the fixtures have, so that each can be broken.
std::vector<std::string> all_paths() {
  std::vector<std::string> paths;
  for (const std::string& name : machine_names()) {
    const fs::path root = kFixtures / name / "root";
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
  EXPECT_EQ(summary_of(machine).find("not looked for"), std::string::npos);
  EXPECT_EQ(summary_of(machine).find("absent ()"), std::string::npos);
}

}  // namespace
}  // namespace probellm::probe
