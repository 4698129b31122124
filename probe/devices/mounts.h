#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace probellm::probe {

/// One line of /proc/self/mountinfo; options hold the mount's and the filesystem's own, separated by commas.
struct Mount {
  std::string device_number;
  std::string root;
  std::string mount_point;
  std::string filesystem;
  std::string source;
  std::string options;
};

/// The mounts in the order of the file; lines that aren't whole are left out.
std::vector<Mount> parse_mountinfo(std::string_view text);

/// Whether a comma-separated list of options has this one.
bool has_option(const Mount& mount, std::string_view option);

/// Whether the path is the folder or lies in it.
bool is_inside(std::string_view path, std::string_view folder);

}  // namespace probellm::probe
