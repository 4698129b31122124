#include "probe/devices/disk.h"

#include <gtest/gtest.h>

#include "probe/devices/block_device.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

std::vector<std::string> chosen(const std::string& mountinfo) {
  std::vector<std::string> points;
  for (const Mount& mount : mounts_for_weights(parse_mountinfo(mountinfo)))
    points.push_back(mount.mount_point);
  return points;
}

std::string kind_of(const TemporaryRoot& root, const std::string& device) {
  const auto kind = block_device_kind(root.sys(), device);
  return kind ? *kind : "absent: " + kind.reason();
}

using Points = std::vector<std::string>;

TEST(Mountinfo, UndoesOctalEscapes) {
  EXPECT_EQ(parse_mountinfo("1 2 8:1 / /a\\040b\\134 rw - ext4 /dev/sda1 rw\n").at(0).mount_point, "/a b\\");
}

TEST(Mountinfo, SkipsOptionalFields) {
  EXPECT_EQ(parse_mountinfo("1 2 8:1 / /a rw shared:1 master:2 - ext4 /dev/sda1 rw\n").at(0).filesystem,
            "ext4");
}

TEST(Mountinfo, LeavesOutLinesThatAreCut) {
  const std::string line = "1 2 8:1 / /a\\040b rw shared:1 - ext4 /dev/sda1 rw";
  for (std::size_t length = 0; length < line.size(); ++length)
    EXPECT_LE(parse_mountinfo(line.substr(0, length)).size(), 1U);
  EXPECT_TRUE(parse_mountinfo("1 2 8:1 / /a rw -\n\n- - -\n").empty());
}

TEST(Disks, TakeADeviceOnce) {
  EXPECT_EQ(chosen("1 2 8:1 /x /long/path rw - ext4 /dev/sda1 rw\n3 2 8:1 / / rw - ext4 /dev/sda1 rw\n"),
            (Points{"/"}));
}

TEST(Disks, LeaveOutWhatCanNotBeWritten) {
  EXPECT_EQ(chosen("1 2 8:1 / /a ro - ext4 /dev/sda1 rw\n"), Points{});
}

TEST(Disks, LeaveOutBootAndMemoryAndImages) {
  EXPECT_EQ(chosen("1 2 8:1 / /boot/efi rw - vfat /dev/sda1 rw\n1 2 0:5 / /tmp rw - tmpfs tmpfs rw\n"
                   "1 2 7:1 / /snap/x rw - squashfs /dev/loop1 rw\n"),
            Points{});
}

TEST(Disks, TakeTheRootOfAContainer) {
  EXPECT_EQ(
      chosen("1 2 0:50 / / rw - overlay overlay rw\n1 2 0:51 / /var/lib/x/merged rw - overlay overlay rw\n"),
      (Points{"/"}));
}

TEST(Disks, LeaveOutSingleFilesOfTheHost) {
  EXPECT_EQ(chosen("1 2 8:1 /h /etc/hostname rw - ext4 /dev/sda1 rw\n"), Points{});
}

TEST(Disks, TakeThePoolOfZfsOnce) {
  EXPECT_EQ(chosen("1 2 0:41 / /tank rw - zfs tank rw\n1 2 0:42 / /tank/a rw - zfs tank/a rw\n"),
            (Points{"/tank"}));
}

TEST(Disks, HoldAPathAtTheLongestMountPoint) {
  const auto mounts = parse_mountinfo(
      "1 2 8:1 / / rw - ext4 a rw\n1 2 8:2 / /data rw - ext4 b rw\n1 2 8:3 / /database rw - ext4 c rw\n");
  EXPECT_EQ(mount_holding(mounts, "/data/models").at(0).mount_point, "/data");
  EXPECT_EQ(mount_holding(mounts, "/datax").at(0).mount_point, "/");
}

TEST(Disks, AreOnlyTheOneThatHoldsTheWeights) {
  TemporaryRoot root;
  root.file("/proc/self/mountinfo", "1 2 8:1 / / rw - ext4 a rw\n1 2 8:2 / /data rw - nfs host:/x rw\n");
  Sources sources = root.sources();
  sources.weights_dir = "/data/x";
  const auto disks = read_disks(sources);
  ASSERT_EQ(disks.size(), 1U);
  EXPECT_EQ(*disks[0].kind, "network");
}

TEST(Disks, TellTheirSpaceInAChrootWhoseMountsDoNotShow) {
  TemporaryRoot root;
  root.file("/proc/self/mountinfo", "1 2 0:5 / /proc rw - proc proc rw\n");
  Sources sources = root.sources();
  sources.process.filesystem_space = [](const std::string&) { return FilesystemSpace{{100}, {40}}; };
  const auto disks = read_disks(sources);
  ASSERT_EQ(disks.size(), 1U);
  EXPECT_EQ(disks[0].free->value, 40);
  EXPECT_NE(disks[0].kind.reason().find("(a chroot?)"), std::string::npos);
}

TEST(Disks, SayWhyTheirSpaceIsUnknown) {
  TemporaryRoot root;
  root.file("/proc/self/mountinfo", "1 2 8:1 / / rw - ext4 /dev/sda1 rw\n");
  EXPECT_EQ(read_disks(root.sources()).at(0).free.reason(), "the filesystem wasn't asked");
}

TEST(BlockDevice, IsNvmeByItsName) {
  TemporaryRoot root;
  root.folder("/sys/block/nvme0n1/nvme0n1p2");
  EXPECT_EQ(kind_of(root, "nvme0n1p2"), "nvme");
}

TEST(BlockDevice, IsAHardDiskWhereItRotates) {
  TemporaryRoot root;
  root.file("/sys/block/sda/queue/rotational", "1\n").folder("/sys/block/sda/sda1");
  EXPECT_EQ(kind_of(root, "sda1"), "hdd");
}

TEST(BlockDevice, IsVirtualInACloud) {
  TemporaryRoot root;
  root.file("/sys/block/nvme0n1/device/model", "Amazon Elastic Block Store\n");
  EXPECT_EQ(kind_of(root, "nvme0n1"), "virtual");
}

TEST(BlockDevice, IsWhatLiesUnderAVolume) {
  TemporaryRoot root;
  root.folder("/sys/block/dm-0/slaves/nvme0n1p3").folder("/sys/block/nvme0n1/nvme0n1p3");
  EXPECT_EQ(kind_of(root, "dm-0"), "nvme");
}

TEST(BlockDevice, SurvivesVolumesInACircle) {
  TemporaryRoot root;
  root.folder("/sys/block/dm-0/slaves/dm-1").folder("/sys/block/dm-1/slaves/dm-0");
  EXPECT_EQ(kind_of(root, "dm-0"), "absent: /sys/block/dm-0/queue/rotational doesn't exist");
}

TEST(BlockDevice, LeavesItsFolderForNobody) {
  TemporaryRoot root;
  root.file("/sys/dev/block/8:1/uevent", "DEVNAME=../../etc\n");
  EXPECT_EQ(block_device_named(root.sys(), "8:1").error().kind, core::ErrorKind::Malformed);
}

}  // namespace
}  // namespace probellm::probe
