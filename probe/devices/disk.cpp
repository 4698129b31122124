#include "probe/devices/disk.h"

#include <algorithm>
#include <array>
#include <map>

#include "probe/absence.h"
#include "probe/devices/block_device.h"
#include "probe/devices/pcie_link.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using Kind = core::Fact<std::string>;

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_network(const Mount& mount) {
  constexpr std::array<std::string_view, 12> kNetwork = {"nfs",    "nfs4",      "cifs",           "smb3",
                                                         "lustre", "ceph",      "fuse.ceph",      "beegfs",
                                                         "gpfs",   "glusterfs", "fuse.glusterfs", "9p"};
  return contains(kNetwork, mount.filesystem);
}

bool is_pool(const Mount& mount) { return mount.filesystem == "zfs" || mount.filesystem == "btrfs"; }

bool is_container_root(const Mount& mount) {
  return mount.mount_point == "/" && (mount.filesystem == "overlay" || mount.filesystem == "fuse-overlayfs");
}

/// Kernel filesystems without a device have the major number 0.
bool is_on_block_device(const Mount& mount) {
  return !mount.device_number.starts_with("0:") && !mount.source.starts_with("/dev/loop") &&
         mount.filesystem != "squashfs" && mount.filesystem != "iso9660";
}

/// Where nobody keeps weights, and where containers mount single files of the host.
bool is_system_folder(const Mount& mount) {
  constexpr std::array<std::string_view, 7> kSystem = {"/boot", "/etc",  "/proc", "/sys",
                                                       "/dev",  "/snap", "/efi"};
  return std::any_of(kSystem.begin(), kSystem.end(),
                     [&](std::string_view folder) { return is_inside(mount.mount_point, folder); });
}

/// What two mounts of the same storage share: the pool of ZFS, the device of btrfs, else the device number.
std::string identity(const Mount& mount) {
  if (mount.filesystem == "zfs") return mount.source.substr(0, mount.source.find('/'));
  return is_pool(mount) ? mount.source : mount.device_number;
}

/// The device's name in the kernel; absent where the filesystem isn't on one block device.
core::Result<std::string> device_of(const SysRoot& sys, const Mount& mount) {
  if (!mount.device_number.starts_with("0:")) return block_device_named(sys, mount.device_number);
  const bool has_node = mount.source.starts_with("/dev/") && !mount.source.starts_with("/dev/mapper/");
  if (has_node) return mount.source.substr(std::string_view("/dev/").size());
  return core::Error{core::ErrorKind::Unsupported, mount.filesystem + " doesn't show which device it is on"};
}

void add_weights(core::Disk& disk, const Sources& sources) {
  using Weights = core::Fact<core::Bytes>;
  if (sources.weights_dir.empty() || !sources.process.model_files)
    disk.weights = Weights::absent("no folder for weights was named", "name it: --weights DIR");
  else
    disk.weights = Weights::known(sources.process.model_files(sources.weights_dir),
                                  "model files below " + sources.weights_dir);
}

void add_space(core::Disk& disk, const Sources& sources) {
  add_weights(disk, sources);
  disk.total = disk.free = core::Fact<core::Bytes>::absent("the filesystem wasn't asked");
  if (!sources.process.filesystem_space) return;
  const auto space = sources.process.filesystem_space(disk.mount_point);
  disk.total = space ? core::Fact<core::Bytes>::known(space->total, "statvfs")
                     : absent_because<core::Bytes>(space.error());
  disk.free = space ? core::Fact<core::Bytes>::known(space->free, "statvfs") : disk.total;
}

/// In a chroot the mount table doesn't show what holds a path, but the filesystem still tells its space.
core::Disk of_unknown_mount(const Sources& sources, const std::string& path) {
  core::Disk disk;
  disk.mount_point = path;
  disk.device = disk.filesystem = "unknown";
  disk.kind = Kind::absent("/proc/self/mountinfo doesn't show what holds " + path + " (a chroot?)");
  add_space(disk, sources);
  disk.model = absent_like<std::string>(disk.kind);
  disk.link = unknown_link(disk.kind.reason());
  return disk;
}

/// The disk's own name, and its link to the CPU where it is an NVMe disk.
void add_hardware(core::Disk& disk, const SysRoot& sys, const core::Result<std::string>& device) {
  if (!device) {
    disk.model = absent_because<std::string>(device.error());
    disk.link = unknown_link(device.error().what);
    return;
  }
  disk.model = block_device_model(sys, *device);
  disk.link = disk.kind && *disk.kind == "nvme" ? nvme_link(sys, *device)
                                                : unknown_link("only NVMe disks have a link of their own");
}

core::Disk describe(const Sources& sources, const Mount& mount) {
  core::Disk disk;
  disk.mount_point = mount.mount_point;
  disk.filesystem = mount.filesystem;
  const auto device = device_of(sources.sys, mount);
  disk.device = device ? *device : mount.source;
  if (is_network(mount))
    disk.kind = Kind::known("network", mount.filesystem);
  else
    disk.kind =
        device ? block_device_kind(sources.sys, *device) : absent_because<std::string>(device.error());
  add_hardware(disk, sources.sys, device);
  add_space(disk, sources);
  return disk;
}

/// Disks of unknown space come last.
bool has_more_free(const core::Disk& a, const core::Disk& b) {
  if (!a.free || !b.free) return a.free.is_known() && !b.free.is_known();
  return *a.free > *b.free;
}

}  // namespace

std::vector<Mount> mounts_for_weights(const std::vector<Mount>& mounts) {
  std::map<std::string, Mount> by_device;
  for (const Mount& mount : mounts) {
    const bool stores =
        is_network(mount) || is_pool(mount) || is_container_root(mount) || is_on_block_device(mount);
    if (!stores || has_option(mount, "ro") || is_system_folder(mount)) continue;
    const auto [known, is_new] = by_device.try_emplace(identity(mount), mount);
    if (!is_new && mount.mount_point.size() < known->second.mount_point.size()) known->second = mount;
  }
  std::vector<Mount> chosen;
  for (const auto& [device, mount] : by_device) chosen.push_back(mount);
  return chosen;
}

std::vector<Mount> mount_holding(const std::vector<Mount>& mounts, const std::string& path) {
  std::vector<Mount> holder;
  for (const Mount& mount : mounts)
    if (is_inside(path, mount.mount_point) &&
        (holder.empty() || mount.mount_point.size() >= holder[0].mount_point.size()))
      holder = {mount};
  return holder;
}

std::vector<core::Disk> read_disks(const Sources& sources) {
  const auto text = sources.sys.read("/proc/self/mountinfo");
  if (!text) return {};
  const auto mounts = parse_mountinfo(*text);
  const std::string path = sources.weights_dir.empty() ? "/" : sources.weights_dir;
  if (mount_holding(mounts, path).empty()) return {of_unknown_mount(sources, path)};
  const auto chosen = sources.weights_dir.empty() ? mounts_for_weights(mounts) : mount_holding(mounts, path);
  std::vector<core::Disk> disks;
  for (const Mount& mount : chosen) disks.push_back(describe(sources, mount));
  std::stable_sort(disks.begin(), disks.end(), has_more_free);
  return disks;
}

}  // namespace probellm::probe
