#include "probe/sys_root.h"

#include <gtest/gtest.h>

#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

TEST(SysRoot, ReadsBelowItsRoot) {
  TemporaryRoot root;
  root.file("/proc/x", " a \n");
  EXPECT_EQ(*root.sys().read("/proc/x"), " a \n");
  EXPECT_EQ(*root.sys().read_trimmed("/proc/x"), "a");
}

TEST(SysRoot, TellsMissingFromFailed) {
  TemporaryRoot root;
  root.folder("/proc/x");
  EXPECT_EQ(root.sys().read("/proc/y").error().kind, core::ErrorKind::NotFound);
  EXPECT_EQ(root.sys().read("/proc/x").error().kind, core::ErrorKind::Failed);
}

TEST(SysRoot, RefusesFilesLargerThanSixteenMebibytes) {
  TemporaryRoot root;
  root.file("/big", std::string((std::size_t{16} << 20) + 1, 'x'));
  EXPECT_EQ(root.sys().read("/big").error().kind, core::ErrorKind::Malformed);
}

TEST(SysRoot, ListsNamesInOrder) {
  TemporaryRoot root;
  root.file("/d/b", "").file("/d/a", "").folder("/d/c");
  EXPECT_EQ(*root.sys().list("/d"), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(SysRoot, ListsNothingOfAFile) {
  TemporaryRoot root;
  root.file("/d", "");
  EXPECT_FALSE(root.sys().list("/d").ok());
}

TEST(SysRoot, SaysInItsErrorWhichPathIsMissing) {
  EXPECT_EQ(TemporaryRoot().sys().read("/proc/y").error().what, "/proc/y doesn't exist");
}

}  // namespace
}  // namespace probellm::probe
