#include "probe/capture/recorded_tree.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace probellm::probe {
namespace {

namespace fs = std::filesystem;
using Kind = TreeEntry::Kind;

/// Whether a path of the machine names something below its root whatever stands in it.
bool stays_inside(const fs::path& path) {
  if (!path.is_absolute() || path.string().find('\0') != std::string::npos) return false;
  return std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

/// The path a link leads to, if that is below the root where the link is followed in the tree.
std::optional<fs::path> end_of(const fs::path& link, const fs::path& target) {
  const fs::path end = (link.relative_path().parent_path() / target).lexically_normal();
  if (target.is_absolute() || end.empty() || *end.begin() == "..") return std::nullopt;
  return "/" / end;
}

/// A tree that grows: what is put somewhere stays, but that a folder becomes what is put in its place.
class Growing {
 public:
  /// Links come first: what is put below them goes where they lead.
  void link(const fs::path& path, const fs::path& target) {
    if (stays_inside(path) && end_of(path, target))
      put_at(real(path.parent_path()) / path.filename(), {Kind::Link, target.string()});
  }

  void put(const fs::path& path, TreeEntry entry) {
    if (stays_inside(path)) put_at(real(path), std::move(entry));
  }

  RecordedTree tree{{"root", {}}};

 private:
  void put_at(const fs::path& path, TreeEntry entry) {
    fs::path above;
    for (const fs::path& part : path.parent_path()) tree.try_emplace(above /= part);
    TreeEntry& there = tree[path];
    if (there.kind == Kind::Folder) there = std::move(entry);
  }

  /// Where a path of the machine lies in the tree, its links followed, if not round in a circle.
  fs::path real(const fs::path& path) const {
    fs::path found = "root";
    constexpr int kMostLinks = 40;
    int links = 0;
    for (const fs::path& part : path.lexically_normal().relative_path()) {
      if (!part.empty()) found /= part;
      for (auto at = tree.find(found);
           at != tree.end() && at->second.kind == Kind::Link && ++links < kMostLinks; at = tree.find(found))
        found = (found.parent_path() / at->second.text).lexically_normal();
    }
    return found;
  }
};

}  // namespace

RecordedTree tree_of(const Recording& recording, const std::map<std::string, std::string>& others) {
  Growing growing;
  for (const auto& [path, target] : recording.links) growing.link(path, target);
  for (const auto& [path, target] : recording.links)
    if (const auto end = end_of(path, target)) growing.put(*end, {});
  for (const auto& [path, text] : recording.files) growing.put(path, {Kind::File, text});
  for (const std::string& path : recording.existing) growing.put(path, {});
  for (const auto& [folder, names] : recording.folders) {
    growing.put(folder, {});
    for (const std::string& name : names) growing.put(fs::path(folder) / name, {});
  }
  for (const auto& [name, text] : others) growing.tree[name] = {Kind::File, text};
  return std::move(growing.tree);
}

int files_in(const RecordedTree& tree) {
  return static_cast<int>(
      std::count_if(tree.begin(), tree.end(), [](const auto& at) { return at.second.kind == Kind::File; }));
}

}  // namespace probellm::probe
