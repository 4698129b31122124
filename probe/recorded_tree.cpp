#include "probe/recorded_tree.h"

#include <filesystem>
#include <fstream>
#include <set>

namespace probellm::probe {
namespace {

namespace fs = std::filesystem;

/// Whether a path of the machine names something below its root whatever stands in it.
bool stays_inside(const fs::path& path) {
  if (!path.is_absolute() || path.string().find('\0') != std::string::npos) return false;
  for (const fs::path& part : path)
    if (part == "..") return false;
  return true;
}

/// Folders, and what is only known by its name, become folders; files and links follow.
std::set<std::string> folders_in(const Recording& recording) {
  std::set<std::string> paths = recording.existing;
  for (const auto& [folder, names] : recording.folders) {
    paths.insert(folder);
    for (const std::string& name : names) paths.insert(folder + "/" + name);
  }
  for (const auto& [path, text] : recording.files) paths.erase(path);
  for (const auto& [path, target] : recording.links) paths.erase(path);
  return paths;
}

void write_link(const fs::path& root, const fs::path& path, const fs::path& target) {
  const fs::path pointed_at =
      (target.is_absolute() ? target : path.parent_path() / target).lexically_normal();
  if (!stays_inside(path) || !stays_inside(pointed_at) || target.is_absolute()) return;
  std::error_code ignored;
  fs::create_directories(root / pointed_at.relative_path(), ignored);
  fs::create_directories((root / path.relative_path()).parent_path(), ignored);
  fs::create_directory_symlink(target, root / path.relative_path(), ignored);
}

bool write_file(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary);
  file << text;
  return static_cast<bool>(file.flush());
}

core::Result<fs::path> new_folder(const std::string& folder) {
  std::error_code error;
  if (fs::exists(folder) && !fs::is_empty(folder, error))
    return core::Error{core::ErrorKind::Malformed, folder + ": exists and isn't an empty folder"};
  fs::create_directories(fs::path(folder) / "root", error);
  if (error) return core::Error{core::ErrorKind::Failed, folder + ": " + error.message()};
  return fs::path(folder);
}

}  // namespace

core::Result<int> write_recording(const Recording& recording,
                                  const std::map<std::string, std::string>& others,
                                  const std::string& folder) {
  const auto top = new_folder(folder);
  if (!top) return top.error();
  const fs::path root = *top / "root";
  for (const auto& [path, target] : recording.links) write_link(root, path, target);
  for (const std::string& path : folders_in(recording)) {
    std::error_code ignored;
    if (stays_inside(path)) fs::create_directories(root / fs::path(path).relative_path(), ignored);
  }
  int count = 0;
  std::map<fs::path, std::string> files;
  for (const auto& [path, text] : recording.files)
    if (stays_inside(path)) files[root / fs::path(path).relative_path()] = text;
  for (const auto& [name, text] : others) files[*top / name] = text;
  for (const auto& [path, text] : files) {
    if (!write_file(path, text))
      return core::Error{core::ErrorKind::Failed, path.string() + ": can't be written"};
    ++count;
  }
  return count;
}

}  // namespace probellm::probe
