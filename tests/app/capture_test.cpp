#include <sys/stat.h>

#include <functional>

#include "tests/app/command.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

std::string fresh(const std::string& name) {
  const std::string path = temporary(name);
  fs::remove_all(path);
  return path;
}

std::string fixture(const std::string& name) { return PROBELLM_SOURCE_DIR "/tests/fixtures/" + name; }

nlohmann::json machine_in(const std::string& root) {
  const Outcome outcome = run("probe --json --root " + root);
  expect_valid(outcome);
  EXPECT_EQ(outcome.exit_code, 0);
  return outcome.json()["machine"];
}

TEST(Capture, IsReadBackAsWhatItSaid) {
  const std::string folder = fresh("machine");
  const Outcome outcome = run("capture --json " + folder);
  expect_valid(outcome);
  EXPECT_EQ(machine_in(folder).dump(), outcome.json()["machine"].dump());
  EXPECT_EQ(outcome.json()["machine"]["host"]["name"], "redacted");
}

TEST(Capture, SaysHowToReadIt) {
  const std::string folder = fresh("machine");
  EXPECT_NE(run("capture " + folder).out.find("probe-llm probe --root " + folder), std::string::npos);
}

TEST(Capture, RefusesAFolderWithSomethingInIt) {
  const std::string folder = fresh("machine");
  fs::create_directories(folder + "/x");
  EXPECT_EQ(run("capture " + folder).exit_code, 2);
}

TEST(Capture, UnpacksFromAnArchiveToTheSameMachine) {
  const std::string folder = fresh("unpacked");
  const std::string archive = folder + "/machine.tar.gz";
  fs::create_directories(folder);
  const Outcome outcome = run("capture --json " + archive);
  ASSERT_EQ(std::system(("tar xzf " + archive + " -C " + folder).c_str()), 0);
  EXPECT_EQ(machine_in(folder + "/machine").dump(), outcome.json()["machine"].dump());
}

TEST(Capture, LeavesNothingBesideItsArchive) {
  const std::string folder = fresh("alone");
  fs::create_directories(folder);
  EXPECT_NE(run("capture " + folder + "/m.tgz").out.find("tar xzf " + folder + "/m.tgz"), std::string::npos);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
}

TEST(Capture, RefusesAnArchiveThatIsThere) {
  const std::string archive = fresh("there.tar.gz");
  std::ofstream(archive) << "mine";
  EXPECT_EQ(run("capture " + archive).exit_code, 2);
  EXPECT_EQ(fs::file_size(archive), 4u);
}

TEST(Root, IsAnsweredForWithoutMeasuring) {
  const Outcome outcome = run("fit --json --quant q2_k --root " + fixture("server-768gb-12ch"));
  expect_valid(outcome);
  EXPECT_FALSE(outcome.json()["machine"]["live"].get<bool>());
  EXPECT_EQ(outcome.json()["fits"][0]["verdict"], "fits");
}

TEST(Root, OfAnEmptyFolderGivesReasons) {
  const std::string folder = fresh("empty");
  fs::create_directories(folder);
  EXPECT_EQ(machine_in(folder)["memory"]["provenance"]["total_bytes"]["reason"],
            "/proc/meminfo doesn't exist");
}

/// The files that a machine is read from, as something else.
void spoil(const std::string& folder, const std::function<void(const fs::path&)>& put) {
  const fs::path original = fixture("server-768gb-12ch") + "/root";
  for (const auto& entry : fs::recursive_directory_iterator(original)) {
    if (!entry.is_regular_file()) continue;
    const fs::path path = folder / fs::relative(entry.path(), original);
    fs::create_directories(path.parent_path());
    put(path);
  }
}

TEST(Root, OfFoldersWhereFilesShouldBeGivesReasons) {
  const std::string folder = fresh("folders");
  spoil(folder, [](const fs::path& path) { fs::create_directories(path); });
  EXPECT_EQ(machine_in(folder)["memory"]["provenance"]["total_bytes"]["reason"],
            "/proc/meminfo isn't a file");
}

TEST(Root, OfEmptyFilesGivesReasons) {
  const std::string folder = fresh("nothing");
  spoil(folder, [](const fs::path& path) { std::ofstream file(path); });
  EXPECT_EQ(machine_in(folder)["memory"]["provenance"]["total_bytes"]["reason"],
            "/proc/meminfo has no MemTotal");
}

TEST(Root, OfFilesThatMayNotBeReadGivesReasons) {
  const std::string folder = fresh("hidden");
  spoil(folder, [](const fs::path& path) {
    std::ofstream(path) << "x";
    chmod(path.c_str(), 0);
  });
  EXPECT_NE(machine_in(folder)["memory"]["provenance"]["total_bytes"]["reason"], nullptr);
}

TEST(Root, IsNotMixedWithAnotherMachine) {
  EXPECT_EQ(run("fit --root /tmp --machine server-768gb-ddr5-12ch").exit_code, 2);
  EXPECT_EQ(run("fit --root /tmp --quick").exit_code, 2);
  EXPECT_EQ(run("probe --root /does/not/exist").exit_code, 2);
}

TEST(Doctor, IsMarkdownOfWhatIsMissing) {
  const Outcome outcome = run("doctor --root " + fixture("nvidia-without-nvml"));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("| `gpus[0].vram_total_bytes`"), std::string::npos);
  EXPECT_NE(outcome.out.find("install libnvidia-ml.so.1"), std::string::npos);
}

TEST(Doctor, HasTheMachineAsJson) { expect_valid(run("doctor --json --root " + fixture("gb10"))); }

}  // namespace
}  // namespace probellm::tests
