#include "probe/system/cgroup.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

using Folders = std::vector<std::string>;

std::vector<Mount> mounted(const std::string& root, const std::string& type, const std::string& options) {
  return parse_mountinfo("36 28 0:30 " + root + " /sys/fs/cgroup rw - " + type + " cgroup rw," + options +
                         "\n");
}

TEST(Cgroup, WalksFromItsOwnFolderToTheMountPoint) {
  EXPECT_EQ(cgroup_v2_folders("0::/a/b\n", mounted("/", "cgroup2", "nsdelegate")),
            (Folders{"/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup"}));
}

TEST(Cgroup, TakesOffTheRootOfAContainersMount) {
  EXPECT_EQ(cgroup_v1_folders("4:memory:/docker/x/job\n", mounted("/docker/x", "cgroup", "memory"), "memory"),
            (Folders{"/sys/fs/cgroup/job", "/sys/fs/cgroup"}));
}

TEST(Cgroup, TakesTheMountPointWhereThePathIsNotVisible) {
  EXPECT_EQ(cgroup_v1_folders("4:memory:/host/only\n", mounted("/docker/x", "cgroup", "memory"), "memory"),
            (Folders{"/sys/fs/cgroup"}));
}

TEST(Cgroup, TakesTheMountPointWhereThePathLeadsOutside) {
  EXPECT_EQ(cgroup_v2_folders("0::/../../other\n", mounted("/", "cgroup2", "x")),
            (Folders{"/sys/fs/cgroup"}));
}

TEST(Cgroup, FindsAControllerAmongSeveral) {
  EXPECT_EQ(cgroup_v1_folders("3:cpu,cpuacct:/\n", mounted("/", "cgroup", "cpu,cpuacct"), "cpu"),
            (Folders{"/sys/fs/cgroup"}));
}

TEST(Cgroup, HasNoFoldersWhereTheVersionIsNotMounted) {
  EXPECT_TRUE(cgroup_v2_folders("0::/a\n", mounted("/", "cgroup", "memory")).empty());
}

TEST(Cgroup, HasNoFoldersInGarbage) {
  EXPECT_TRUE(cgroup_v2_folders("::::\n0:\nx", mounted("/", "cgroup2", "x")).size() <= 1);
}

}  // namespace
}  // namespace probellm::probe
