#include "probe/system/cgroup.h"

#include <algorithm>
#include <optional>

#include "probe/text.h"

namespace probellm::probe {
namespace {

/// The path in a line "id:controllers:path"; version 2's line has no controllers.
std::optional<std::string_view> cgroup_path(std::string_view proc_self_cgroup, std::string_view controller) {
  for (const std::string_view line : split(proc_self_cgroup, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) continue;
    const auto controllers = split(line.substr(first + 1, second - first - 1), ',');
    if (std::find(controllers.begin(), controllers.end(), controller) != controllers.end())
      return trimmed(line.substr(second + 1));
  }
  return std::nullopt;
}

/// A container sees its own group at the mount point, whatever path /proc/self/cgroup shows: then only the
/// mount point counts.
std::string_view below_root(std::string_view path, std::string_view root) {
  if (path.find("..") != std::string_view::npos || !is_inside(path, root)) return "";
  return root == "/" ? path : path.substr(root.size());
}

std::vector<std::string> folders_up(const std::string& mount_point, std::string_view below) {
  constexpr std::size_t kDeepest = 256;
  std::vector<std::string> folders;
  while (!below.empty() && below != "/" && folders.size() < kDeepest) {
    folders.push_back(mount_point + std::string(below));
    below = below.substr(0, below.rfind('/'));
  }
  folders.push_back(mount_point);
  return folders;
}

}  // namespace

std::vector<std::string> cgroup_v2_folders(std::string_view proc_self_cgroup,
                                           const std::vector<Mount>& mounts) {
  const auto path = cgroup_path(proc_self_cgroup, "");
  for (const Mount& mount : mounts)
    if (mount.filesystem == "cgroup2" && path)
      return folders_up(mount.mount_point, below_root(*path, mount.root));
  return {};
}

std::vector<std::string> cgroup_v1_folders(std::string_view proc_self_cgroup,
                                           const std::vector<Mount>& mounts, std::string_view controller) {
  const auto path = cgroup_path(proc_self_cgroup, controller);
  for (const Mount& mount : mounts)
    if (mount.filesystem == "cgroup" && has_option(mount, controller) && path)
      return folders_up(mount.mount_point, below_root(*path, mount.root));
  return {};
}

}  // namespace probellm::probe
