#include "probe/capture/capture.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "probe/capture/captured.h"
#include "probe/probe.h"
#include "tests/probe/fixtures.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

namespace fs = std::filesystem;

std::string json_in(const fs::path& folder) {
  return json_of(read_machine(captured_sources(folder.string(), "")));
}

/// Everything below a folder, names and contents.
std::string all_text(const fs::path& folder) {
  std::string text;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    text += entry.path().string() + "\n" + (entry.is_regular_file() ? text_of(entry.path()) : "");
  return text;
}

bool captures(const Sources& sources, const TemporaryRoot& into, Identifiers identifiers) {
  return capture(sources, into.path().string(), identifiers).ok();
}

class Captures : public testing::TestWithParam<std::string> {};

TEST_P(Captures, AreReadAsTheSameMachine) {
  const std::string machine = fixture(GetParam()).string();
  TemporaryRoot folder;
  ASSERT_TRUE(captures(captured_sources(machine, ""), folder, Identifiers::Kept));
  EXPECT_EQ(json_in(folder.path()), json_in(machine));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Captures, testing::ValuesIn(fixture_names()), [](const auto& machine) {
  std::string name = machine.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Capture, OfThisMachineIsReadAsTheSameMachine) {
  TemporaryRoot folder;
  const auto captured = capture(live_sources(""), folder.path().string(), Identifiers::Redacted);
  ASSERT_TRUE(captured.ok());
  EXPECT_EQ(json_in(folder.path()), json_of(captured->machine));
}

TEST(Capture, HoldsJustWhatWasRead) {
  TemporaryRoot root;
  root.file("/proc/meminfo", "MemTotal: 1024 kB\n").file("/proc/secret", "not asked for");
  TemporaryRoot folder;
  ASSERT_TRUE(captures(root.sources(), folder, Identifiers::Redacted));
  EXPECT_TRUE(fs::exists(folder.path() / "root/proc/meminfo"));
  EXPECT_FALSE(fs::exists(folder.path() / "root/proc/secret"));
}

TEST(Capture, HoldsNeitherSerialNumbersNorHostNames) {
  TemporaryRoot folder;
  Sources sources = captured_sources(fixture("raspberry-pi-5").string(), "");
  sources.process.host_name = "alices-pi";
  ASSERT_TRUE(captures(sources, folder, Identifiers::Redacted));
  EXPECT_EQ(all_text(folder.path()).find("feedbeef"), std::string::npos);
  EXPECT_EQ(all_text(folder.path()).find("alices-pi"), std::string::npos);
}

TEST(Capture, HoldsNoNamesOfNetworkHosts) {
  TemporaryRoot folder;
  ASSERT_TRUE(captures(captured_sources(fixture("container-without-dmi").string(), ""), folder,
                       Identifiers::Redacted));
  EXPECT_EQ(all_text(folder.path()).find("filer"), std::string::npos);
  EXPECT_EQ(all_text(folder.path()).find("192.0.2"), std::string::npos);
}

TEST(Capture, KeepsIdentifiersWhereAsked) {
  TemporaryRoot folder;
  ASSERT_TRUE(captures(captured_sources(fixture("raspberry-pi-5").string(), ""), folder, Identifiers::Kept));
  EXPECT_NE(all_text(folder.path()).find("feedbeef"), std::string::npos);
}

TEST(Capture, KeepsWhyAFileCouldNotBeRead) {
  TemporaryRoot root;
  Sources sources = root.sources();
  sources.sys = SysRoot(root.path().string(),
                        {{"/proc/meminfo", {core::ErrorKind::PermissionDenied, "/proc/meminfo is hidden"}}});
  TemporaryRoot folder;
  ASSERT_TRUE(captures(sources, folder, Identifiers::Redacted));
  EXPECT_EQ(read_machine(captured_sources(folder.path().string(), "")).memory.total.reason(),
            "/proc/meminfo is hidden");
}

TEST(Capture, RefusesAFolderThatHasSomethingInIt) {
  TemporaryRoot folder;
  folder.file("/x", "");
  const auto captured = capture(folder.sources(), folder.path().string(), Identifiers::Redacted);
  ASSERT_FALSE(captured.ok());
  EXPECT_EQ(captured.error().kind, core::ErrorKind::Malformed);
}

TEST(Capture, WritesNothingOutsideOfItsFolder) {
  TemporaryRoot root;
  root.file("/proc/self/cgroup", "0::/\n")
      .file("/proc/self/mountinfo", "1 0 0:1 / /../escaped rw - cgroup2 cgroup rw\n")
      .file("/proc/meminfo", "MemTotal: 1024 kB\n");
  TemporaryRoot above;
  ASSERT_TRUE(capture(root.sources(), (above.path() / "capture").string(), Identifiers::Redacted).ok());
  EXPECT_EQ(std::distance(fs::directory_iterator(above.path()), fs::directory_iterator()), 1);
}

TEST(CapturedSources, ReadTheRootOfASystem) {
  TemporaryRoot root;
  root.file("/proc/meminfo", "MemTotal: 1024 kB\n")
      .file("/etc/os-release", "PRETTY_NAME=\"A System\"\n")
      .folder("/root");
  const core::Machine machine = read_machine(captured_sources(root.path().string(), ""));
  EXPECT_EQ(machine.memory.total->value, 1024 * 1024);
  EXPECT_EQ(machine.host.os, "A System");
}

TEST(CapturedSources, OfNothingSayWhyEverythingIsUnknown) {
  TemporaryRoot root;
  const core::Machine machine = read_machine(captured_sources(root.path().string(), ""));
  EXPECT_FALSE(machine.live);
  EXPECT_EQ(machine.memory.total.reason(), "/proc/meminfo doesn't exist");
  EXPECT_EQ(machine.cpu.cores.reason(), "no hwloc export was given");
}

}  // namespace
}  // namespace probellm::probe
