#include "probe/capture/write_tree.h"

#include <filesystem>
#include <fstream>
#include <string_view>

#include "probe/capture/archive.h"

namespace probellm::probe {
namespace {

namespace fs = std::filesystem;
using Kind = TreeEntry::Kind;

core::Error failed(const fs::path& path) {
  return {core::ErrorKind::Failed, path.string() + ": can't be written"};
}

bool write_entry(const fs::path& path, const TreeEntry& entry) {
  std::error_code error;
  switch (entry.kind) {
    case Kind::Folder:
      fs::create_directories(path, error);
      return !error;
    case Kind::Link:
      fs::create_directory_symlink(entry.text, path, error);
      return !error;
    case Kind::File: {
      std::ofstream file(path, std::ios::binary);
      file << entry.text;
      return static_cast<bool>(file.flush());
    }
  }
  return false;
}

core::Result<int> write_folder(const RecordedTree& tree, const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder) && !fs::is_empty(folder, error))
    return core::Error{core::ErrorKind::Malformed, folder.string() + ": exists and isn't an empty folder"};
  fs::create_directories(folder, error);
  if (error) return core::Error{core::ErrorKind::Failed, folder.string() + ": " + error.message()};
  for (const auto& [path, entry] : tree)
    if (!write_entry(folder / path, entry)) return failed(folder / path);
  return files_in(tree);
}

core::Result<int> write_archive(const RecordedTree& tree, const fs::path& file) {
  if (fs::exists(file)) return core::Error{core::ErrorKind::Malformed, file.string() + ": exists already"};
  if (const auto error = pack(tree, archived_folder(file.string()), file.string())) return *error;
  return files_in(tree);
}

}  // namespace

bool is_archive_name(const std::string& name) { return archived_folder(name) != fs::path(name).filename(); }

std::string archived_folder(const std::string& archive) {
  const std::string name = fs::path(archive).filename().string();
  for (const std::string_view ending : {".tar.gz", ".tgz"})
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  return name;
}

core::Result<int> write_tree(const RecordedTree& tree, const std::string& where) {
  return is_archive_name(where) ? write_archive(tree, where) : write_folder(tree, where);
}

}  // namespace probellm::probe
